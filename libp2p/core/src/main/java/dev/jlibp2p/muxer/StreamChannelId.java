package dev.jlibp2p.muxer;

import io.netty.channel.ChannelId;
import java.io.Serial;

/** Names a stream by its connection and its number there: shorter and far cheaper than an id of its own. */
record StreamChannelId(ChannelId connection, long stream) implements ChannelId {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public String asShortText() {
        return connection.asShortText() + '/' + stream;
    }

    @Override
    public String asLongText() {
        return connection.asLongText() + '/' + stream;
    }

    @Override
    public int compareTo(ChannelId other) {
        if (other instanceof StreamChannelId id && connection.equals(id.connection)) {
            return Long.compare(stream, id.stream);
        }
        return asLongText().compareTo(other.asLongText());
    }

    @Override
    public int hashCode() {
        return 31 * connection.hashCode() + Long.hashCode(stream);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamChannelId id && stream == id.stream && connection.equals(id.connection);
    }

    @Override
    public String toString() {
        return asShortText();
    }
}
