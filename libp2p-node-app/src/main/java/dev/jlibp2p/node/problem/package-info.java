/**
 * Errors as RFC 9457 problems. Entry type: {@link dev.jlibp2p.node.problem.ApiException}.
 * Knows HTTP and no libp2p.
 */
@NullMarked
package dev.jlibp2p.node.problem;

import org.jspecify.annotations.NullMarked;
