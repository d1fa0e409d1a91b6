/**
 * Long lists, page by page. Entry type: {@link dev.jlibp2p.node.paging.Page}. Knows nothing of what is listed.
 */
@NullMarked
package dev.jlibp2p.node.paging;

import org.jspecify.annotations.NullMarked;
