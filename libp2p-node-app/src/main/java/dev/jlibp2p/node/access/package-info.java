/**
 * Who may connect. Entry type: {@link dev.jlibp2p.node.access.AccessController}. Knows the gater, and no peer.
 */
@NullMarked
package dev.jlibp2p.node.access;

import org.jspecify.annotations.NullMarked;
