/**
 * What the node says about itself. Entry type: {@link dev.jlibp2p.node.info.NodeController}.
 * Reads only.
 */
@NullMarked
package dev.jlibp2p.node.info;

import org.jspecify.annotations.NullMarked;
