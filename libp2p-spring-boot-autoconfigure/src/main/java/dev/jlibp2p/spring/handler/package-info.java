/**
 * Methods of beans as handlers of streams. Entry type: {@link dev.jlibp2p.spring.handler.Libp2pStreamHandler}.
 * Knows the host and Spring's messaging, not how the host was configured.
 */
@NullMarked
package dev.jlibp2p.spring.handler;

import org.jspecify.annotations.NullMarked;
