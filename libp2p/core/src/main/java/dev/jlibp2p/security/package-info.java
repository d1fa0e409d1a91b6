/**
 * Turning a raw channel into an encrypted one with a proven peer. Entry type: {@link dev.jlibp2p.security.SecurityUpgrade}.
 * Knows no transport and opens no stream.
 */
@NullMarked
package dev.jlibp2p.security;

import org.jspecify.annotations.NullMarked;
