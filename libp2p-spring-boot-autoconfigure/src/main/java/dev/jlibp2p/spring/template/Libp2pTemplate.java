package dev.jlibp2p.spring.template;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.DelimitedMessages;
import dev.jlibp2p.connection.MalformedMessageException;
import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.spring.payload.PayloadConverters;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.unit.DataSize;

/**
 * {@link Libp2pOperations} on a host. Immutable: the {@code with} methods make another one, which costs nothing to speak of. An
 * application with several hosts makes a template for each.
 */
public final class Libp2pTemplate implements Libp2pOperations {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final DataSize MAX_MESSAGE_SIZE = DataSize.ofMegabytes(1);

    private final Host host;

    private final Ping ping;

    private final PayloadConverters converters;

    private final Duration timeout;

    private final int maxMessageSize;

    /** With a time limit of 30 seconds, and answers of at most 1 MiB. */
    public Libp2pTemplate(Host host, Ping ping, PayloadConverters converters) {
        this(host, ping, converters, TIMEOUT, (int) MAX_MESSAGE_SIZE.toBytes());
    }

    private Libp2pTemplate(Host host, Ping ping, PayloadConverters converters, Duration timeout, int maxMessageSize) {
        this.host = host;
        this.ping = ping;
        this.converters = converters;
        this.timeout = timeout;
        this.maxMessageSize = maxMessageSize;
    }

    @Override
    public Libp2pTemplate withTimeout(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("timeout " + limit + " (expected: above 0)");
        }
        return new Libp2pTemplate(host, ping, converters, limit, maxMessageSize);
    }

    /** The same for answers of other sizes, above 0 and below 256 MiB; a longer one is refused before it costs memory. */
    public Libp2pTemplate withMaxMessageSize(DataSize size) {
        if (size.toBytes() <= 0 || size.toBytes() >= 1 << 28) {
            throw new IllegalArgumentException("maxMessageSize " + size + " (expected: above 0 and below 256 MiB)");
        }
        return new Libp2pTemplate(host, ping, converters, timeout, (int) size.toBytes());
    }

    @Override
    public AsyncLibp2pOperations async() {
        return new DefaultAsyncLibp2pOperations(this);
    }

    @Override
    public Connection connect(Multiaddr address) throws IOException {
        return TimedCall.within(timeout, () -> "connecting to " + address, () -> host.connect(address));
    }

    @Override
    public Connection connect(PeerId peer, Collection<Multiaddr> addresses) throws IOException {
        List<Multiaddr> given = List.copyOf(addresses);
        return TimedCall.within(timeout, () -> "connecting to " + peer, () -> host.connect(peer, given));
    }

    @Override
    public Stream open(PeerId peer, ProtocolId... protocols) throws IOException {
        ProtocolId[] wanted = protocols.clone();
        return TimedCall.within(timeout, () -> "opening " + List.of(wanted) + " to " + peer,
                () -> host.open(peer, wanted));
    }

    @Override
    public <T> T request(PeerId peer, ProtocolId protocol, Object body, Class<T> answerType) throws IOException {
        return answerType.cast(answer(peer, protocol, body, ResolvableType.forClass(answerType)));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T request(PeerId peer, ProtocolId protocol, Object body, ParameterizedTypeReference<T> answerType)
            throws IOException {
        return (T) answer(peer, protocol, body, ResolvableType.forType(answerType));
    }

    @Override
    public void send(PeerId peer, ProtocolId protocol, Object body) throws IOException {
        byte[] message = converters.toBytes(body);
        TimedCall.within(timeout, () -> what(peer, protocol), () -> exchange(peer, protocol, message,
                stream -> stream.input().transferTo(OutputStream.nullOutputStream())));
    }

    @Override
    public Duration ping(PeerId peer) throws IOException {
        return TimedCall.within(timeout, () -> "ping to " + peer, () -> ping.ping(host, peer, 1).get(0));
    }

    private Object answer(PeerId peer, ProtocolId protocol, Object body, ResolvableType type) throws IOException {
        byte[] request = converters.toBytes(body);
        byte[] answer = TimedCall.within(timeout, () -> what(peer, protocol), () -> exchange(peer, protocol, request,
                stream -> DelimitedMessages.read(stream.input(), maxMessageSize)));
        try {
            return converters.fromBytes(answer, type);
        } catch (MessageConversionException e) {
            throw new UnreadableAnswerException(
                    what(peer, protocol) + ": the answer of " + answer.length + " bytes is no " + type, e);
        }
    }

    private <T> T exchange(PeerId peer, ProtocolId protocol, byte[] request, Exchange<T> answer) throws IOException {
        Stream stream = host.open(peer, protocol);
        long code = ResetCodes.NONE;
        boolean done = false;
        try {
            DelimitedMessages.write(stream.output(), request);
            stream.output().close();
            T result = answer.read(stream);
            stream.close();
            done = true;
            return result;
        } catch (MalformedMessageException e) {
            code = ResetCodes.PROTOCOL_VIOLATION;
            throw new UnreadableAnswerException(what(peer, protocol) + ": " + e.getMessage(), e);
        } catch (EOFException e) {
            throw new UnreadableAnswerException(what(peer, protocol) + ": the peer gave no answer: " + e.getMessage(),
                    e);
        } catch (StreamResetException e) {
            throw e.byPeer() ? new RequestRefusedException(what(peer, protocol), e) : e;
        } finally {
            if (!done) {
                stream.reset(code);
            }
        }
    }

    private static String what(PeerId peer, ProtocolId protocol) {
        return "request " + protocol + " to " + peer;
    }

    /** What is read after a request has been written. */
    private interface Exchange<T> {

        T read(Stream stream) throws IOException;
    }
}
