package dev.jlibp2p.resource;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why something was refused; a closed set, fit for a metric tag. {@link Refusals} counts how often. */
public enum Refusal {
    /** The node has as many connections opened by peers as it may. */
    SYSTEM_CONNECTIONS_INBOUND,
    /** The node has as many connections opened by itself as it may. */
    SYSTEM_CONNECTIONS_OUTBOUND,
    /** The node has as many streams opened by peers as it may. */
    SYSTEM_STREAMS_INBOUND,
    /** The node has as many streams opened by itself as it may. */
    SYSTEM_STREAMS_OUTBOUND,
    /** The node holds as many bytes as it may. */
    SYSTEM_MEMORY,
    /** Too many accepted links are in their handshake: the oldest was given up. */
    TRANSIENT_CONNECTIONS_INBOUND,
    /** Too many dialled links are in their handshake. */
    TRANSIENT_CONNECTIONS_OUTBOUND,
    /** Too many streams opened by peers wait for their protocol. */
    TRANSIENT_STREAMS_INBOUND,
    /** Too many streams opened by us wait for their protocol. */
    TRANSIENT_STREAMS_OUTBOUND,
    /** Links in their handshake hold as many bytes as they may. */
    TRANSIENT_MEMORY,
    /** The peer has opened as many connections to us as one peer may. */
    PEER_CONNECTIONS_INBOUND,
    /** We have opened as many connections to the peer as one peer may have. */
    PEER_CONNECTIONS_OUTBOUND,
    /** The peer has opened as many streams as one peer may, on all its connections together. */
    PEER_STREAMS_INBOUND,
    /** We have opened as many streams to the peer as one peer may have. */
    PEER_STREAMS_OUTBOUND,
    /** All connections of the peer together hold as many bytes as they may. */
    PEER_MEMORY,
    /** The protocol has as many streams opened by peers as it may. */
    PROTOCOL_STREAMS_INBOUND,
    /** The protocol has as many streams opened by us as it may. */
    PROTOCOL_STREAMS_OUTBOUND,
    /** The protocol's streams hold as many bytes read ahead as they may: one was reset. */
    PROTOCOL_MEMORY,
    /** The connection has as many streams opened by its peer as it may. */
    CONNECTION_STREAMS_INBOUND,
    /** The connection has as many streams opened by us as it may. */
    CONNECTION_STREAMS_OUTBOUND,
    /** The connection holds as many bytes as it may: the stream with most unread bytes was reset, or a window did not grow. */
    CONNECTION_MEMORY,
    /** Links came too fast: from an address, from the network around it, or from everywhere. */
    ACCEPT_RATE,
    /** An address or the network around it has as many links as it may. */
    SUBNET_CONNECTIONS,
    /** The gater refused to dial an address. */
    GATER_DIAL,
    /** The gater refused an accepted link. */
    GATER_ACCEPT,
    /** The gater refused a proven peer. */
    GATER_PEER,
    /** The proven peer was this node itself. */
    OWN_NODE,
    /** The peer proposed a protocol nobody handles. */
    PROTOCOL_NOT_SUPPORTED,
    /** A stream was reset because its peer broke the rules or the bounds of negotiation. */
    STREAM_NEGOTIATION,
    /** A stream was reset because its protocol was not settled in time. */
    STREAM_NEGOTIATION_TIMEOUT,
    /** A stream beyond the muxer's inbound limit was reset. */
    MUXER_STREAMS,
    /** A stream was reset because too many before it wait for our acknowledgement to leave. */
    MUXER_BACKLOG,
    /** A stream was reset because this node is about to stop. */
    MUXER_DRAINING,
    /** A stream we had closed was reset, because the peer went on sending or never ended its side. */
    MUXER_LINGERED,
    /** A stream was reset because its reader lagged, on a connection whose muxer has no flow control. */
    MUXER_UNREAD,
    /** A stream was reset because its peer sent more after it had ended its side. */
    MUXER_AFTER_END,
    /** A frame for a stream that has ended was ignored. */
    MUXER_LATE_FRAME,
    /** The connection was closed because the peer broke the muxer's protocol. */
    MUXER_PROTOCOL_ERROR,
    /** The connection was closed because the peer opened and reset streams too fast. */
    MUXER_RAPID_RESET,
    /** The connection was closed because the peer asked for answers and did not read them. */
    MUXER_ANSWERS_UNREAD,
    /** The connection was closed because nothing came back after the muxer's ping. */
    MUXER_KEEP_ALIVE_TIMEOUT,
    /** The peer has as many ping streams to us as one peer may. */
    PING_STREAMS,
    /** The peer pushed its identity faster than it may. */
    IDENTIFY_PUSH_RATE;

    private static final Map<String, Refusal> BY_LABEL = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(Refusal::label, Function.identity()));

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As it stands in tags and documents, for example {@code gater-dial}. */
    public String label() {
        return label;
    }

    /** By one limit of one scope, such as {@code streams-inbound} of {@code system}. */
    static Refusal of(String scope, String limit) {
        Refusal found = BY_LABEL.get(scope + "-" + limit);
        if (found == null) {
            throw new IllegalArgumentException("scope " + scope + " has no limit " + limit);
        }
        return found;
    }
}
