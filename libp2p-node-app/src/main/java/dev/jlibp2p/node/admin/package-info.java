/**
 * Who may manage the node. Entry type: {@link dev.jlibp2p.node.admin.AdminProperties}.
 * Knows HTTP and no libp2p.
 */
@NullMarked
package dev.jlibp2p.node.admin;

import org.jspecify.annotations.NullMarked;
