/**
 * Talking to peers from an application. Entry type: {@link dev.jlibp2p.spring.template.Libp2pOperations}.
 * Knows the host and the converters of payloads, not the handlers that answer.
 */
@NullMarked
package dev.jlibp2p.spring.template;

import org.jspecify.annotations.NullMarked;
