/**
 * Properties that are refused, in one form. Entry type: {@link dev.jlibp2p.spring.property.RefusedPropertyException}.
 * Knows no bean and no other concern.
 */
@NullMarked
package dev.jlibp2p.spring.property;

import org.jspecify.annotations.NullMarked;
