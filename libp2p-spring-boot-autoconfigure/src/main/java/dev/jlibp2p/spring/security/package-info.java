/**
 * What configuration says of securing connections, beyond the list of protocols. Entry type:
 * {@link dev.jlibp2p.spring.security.PlaintextProperties}. Knows no host.
 */
@NullMarked
package dev.jlibp2p.spring.security;

import org.jspecify.annotations.NullMarked;
