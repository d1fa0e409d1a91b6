package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;

/**
 * Hears how connections and streams come about and how they end, on event loops unless a method says otherwise. Must not
 * block. What it throws is logged and changes nothing.
 */
public interface ConnectionListener {

    /** Called once, before any inbound stream is handled. */
    default void opened(Connection connection) {}

    /** Called once, after {@link #opened}. */
    default void closed(Connection connection) {}

    /** A dial begins. Called on the thread that asked for it, before anybody else can join it; must not dial. */
    default void dialling(Dialling dial) {}

    /** A dial has ended, for everybody who waited for it; once, after {@link #dialling}. */
    default void dialled(Dialling dial, DialEnd end) {}

    /** One phase of making a link has ended, well or not. The one that fails is the last of its link. */
    default void passed(UpgradePhase phase) {}

    /** A stream to the peer is asked for. Called on the thread that asks. */
    default void requested(StreamRequest request) {}

    /** The request is settled; once, after {@link #requested}. */
    default void settled(StreamRequest request, Outcome outcome) {}

    /** A stream of either side has its protocol. */
    default void streamOpened(Stream stream) {}

    /** Called once, after {@link #streamOpened}. */
    default void streamClosed(Stream stream) {}

    /** An exchange this node began by itself has ended. On any thread. */
    default void exchanged(Exchange exchange) {}
}
