/**
 * The chart as operators get it, rendered by Helm 3. Entry type: {@link dev.jlibp2p.helm.Chart}.
 * Knows the node only as the jar that is packaged.
 */
@NullMarked
package dev.jlibp2p.helm;

import org.jspecify.annotations.NullMarked;
