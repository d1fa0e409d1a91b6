/**
 * WebSocket over TCP, with TLS or without. Entry type: {@link dev.jlibp2p.transport.websocket.WebSocketTransport}.
 * Turns binary frames into a stream of bytes and back, and knows nothing of what these bytes are.
 */
@NullMarked
package dev.jlibp2p.transport.websocket;

import org.jspecify.annotations.NullMarked;
