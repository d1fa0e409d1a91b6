package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;

/**
 * A peer that is reached.
 *
 * @param report how; empty when there was a connection already
 */
public record Dialled(Connection connection, DialReport report) {}
