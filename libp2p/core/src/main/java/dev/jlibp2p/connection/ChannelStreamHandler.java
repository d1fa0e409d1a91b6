package dev.jlibp2p.connection;

/**
 * The twin of {@link StreamHandler} for hot paths: works on the event loop with {@link Stream#channel()}.
 *
 * <p>Called on the loop once the protocol is settled; adds its handlers to the stream's pipeline and returns without
 * blocking. Auto-read is off until it is switched on here. Closing the channel is the handlers' duty; an exception resets
 * the stream.
 */
@FunctionalInterface
public interface ChannelStreamHandler {

    void handle(Stream stream) throws Exception;
}
