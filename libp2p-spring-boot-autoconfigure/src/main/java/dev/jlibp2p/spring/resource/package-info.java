/**
 * Limits of what peers may cost. Entry type: {@link dev.jlibp2p.spring.resource.LimitsProperties}.
 * Only sets and tells them: whoever holds something charges it in core.
 */
@NullMarked
package dev.jlibp2p.spring.resource;

import org.jspecify.annotations.NullMarked;
