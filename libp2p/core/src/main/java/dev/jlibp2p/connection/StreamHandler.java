package dev.jlibp2p.connection;

import java.io.IOException;

/**
 * Speaks one protocol on the streams peers open: what application authors write.
 *
 * <p>Every stream has its own virtual thread. Returning closes the stream in order; an exception resets it.
 */
@FunctionalInterface
public interface StreamHandler {

    void handle(Stream stream) throws IOException;
}
