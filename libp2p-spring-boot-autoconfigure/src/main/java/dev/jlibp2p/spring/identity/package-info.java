/**
 * Where a node's private key comes from. Entry type: {@link dev.jlibp2p.spring.identity.IdentitySource}.
 * Never prints a key, whole or in part.
 */
@NullMarked
package dev.jlibp2p.spring.identity;

import org.jspecify.annotations.NullMarked;
