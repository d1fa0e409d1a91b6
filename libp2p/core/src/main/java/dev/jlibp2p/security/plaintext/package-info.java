/**
 * A security protocol that secures nothing, for tests: peers tell each other who they are and are believed. Entry type:
 * {@link dev.jlibp2p.security.plaintext.PlaintextSecurity}. Knows no transport.
 */
@NullMarked
package dev.jlibp2p.security.plaintext;

import org.jspecify.annotations.NullMarked;
