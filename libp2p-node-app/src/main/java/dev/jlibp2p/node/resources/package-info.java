/**
 * What peers cost the node, and what they may. Entry type: {@link dev.jlibp2p.node.resources.ResourcesController}.
 * Reads only.
 */
@NullMarked
package dev.jlibp2p.node.resources;

import org.jspecify.annotations.NullMarked;
