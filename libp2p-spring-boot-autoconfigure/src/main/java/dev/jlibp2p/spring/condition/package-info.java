/**
 * Switches of configuration that are read strictly. Entry type: {@link dev.jlibp2p.spring.condition.ConditionalOnSwitch}.
 * Knows no bean.
 */
@NullMarked
package dev.jlibp2p.spring.condition;

import org.jspecify.annotations.NullMarked;
