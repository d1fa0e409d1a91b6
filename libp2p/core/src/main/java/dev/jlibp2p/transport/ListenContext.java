package dev.jlibp2p.transport;

import dev.jlibp2p.muxer.SecuredMuxer;
import java.util.function.Consumer;

/**
 * What one listener needs to know.
 *
 * @param upgrader turns raw channels into links
 * @param links takes every finished inbound link, on its event loop, and owns it from then on
 */
public record ListenContext(Upgrader upgrader, Consumer<? super SecuredMuxer> links) {}
