/**
 * WebSocket for the application's node. Entry type:
 * {@link dev.jlibp2p.spring.transport.websocket.Libp2pWebSocketAutoConfiguration}.
 * Knows properties, beans and SSL bundles, and nothing of frames.
 */
@NullMarked
package dev.jlibp2p.spring.transport.websocket;

import org.jspecify.annotations.NullMarked;
