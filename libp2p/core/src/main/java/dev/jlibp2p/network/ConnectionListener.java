package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;

/** Hears of connections on their event loops; must not block. */
public interface ConnectionListener {

    /** Called once, before any inbound stream is handled. */
    default void opened(Connection connection) {}

    /** Called once, after {@link #opened}. */
    default void closed(Connection connection) {}
}
