package dev.jlibp2p.muxer.yamux;

/**
 * Gives peers credit for what was consumed, and larger windows where the window, not the network, is what limits a stream:
 * half a window consumed within four round trips doubles it.
 */
final class WindowGrants {
    private static final int ROUND_TRIPS = 4;

    private final YamuxSession session;

    WindowGrants(YamuxSession session) {
        this.session = session;
    }

    void grant(YamuxStreamChannel stream, ReceiveWindow window) {
        long roundTrip = session.keepAlive().roundTrip();
        int larger = Math.min(2 * window.size(), session.config().maxWindow());
        boolean limits = session.streams().now() - window.grantedAt() < ROUND_TRIPS * roundTrip;
        if (limits && larger > window.size()) {
            stream.grow(larger);
        }
        grantSame(stream.streamId(), window);
    }

    void grantSame(int streamId, ReceiveWindow window) {
        session.control().send(Frame.WINDOW_UPDATE, 0, streamId, window.grant(session.streams().now()));
    }
}
