package dev.jlibp2p.spring.template;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * What an application does with its peers, in blocking calls: made for virtual threads, refused on event loops. Thread-safe.
 *
 * <p>Requests and answers are what a {@link dev.jlibp2p.spring.handler.Libp2pStreamHandler} with a payload takes and gives: one
 * message each, led by its length, converted as {@link dev.jlibp2p.spring.payload.PayloadConverters} describes. A peer that is
 * not connected is connected to first, at the addresses known of it.
 *
 * <p><b>Time.</b> Every call is over within the {@linkplain #withTimeout time limit}, connecting included; what it had begun is
 * then undone. So it is when the calling thread is interrupted.
 *
 * <p><b>Errors.</b> What the network or the peer may cause is an {@link IOException}, to be reckoned with and therefore checked:
 * {@link dev.jlibp2p.network.DialException} where nobody is reached,
 * {@link dev.jlibp2p.connection.ProtocolNotSupportedException} where the peer does not speak the protocol, and a
 * {@link RequestException} where it gave no answer of use: {@link RequestTimeoutException}, {@link RequestRefusedException},
 * {@link UnreadableAnswerException}. What only the caller can get wrong is unchecked: {@link MessageConversionException} for a
 * body that no converter writes.
 */
public interface Libp2pOperations {

    /**
     * Connects by one address, or returns the connection there is; with {@code /p2p/…} the peer must prove to be that one.
     */
    Connection connect(Multiaddr address) throws IOException;

    /** Connects to a peer at these addresses and those known already, or returns the connection there is. */
    Connection connect(PeerId peer, Collection<Multiaddr> addresses) throws IOException;

    /** Opens a stream for the first of {@code protocols} that the peer speaks; the caller closes or resets it. */
    Stream open(PeerId peer, ProtocolId... protocols) throws IOException;

    /**
     * Asks and returns the answer.
     *
     * @throws MessageConversionException if no converter writes the body
     */
    <T> T request(PeerId peer, ProtocolId protocol, Object body, Class<T> answerType) throws IOException;

    /** As {@link #request(PeerId, ProtocolId, Object, Class)}, for an answer whose type has arguments. */
    <T> T request(PeerId peer, ProtocolId protocol, Object body, ParameterizedTypeReference<T> answerType)
            throws IOException;

    /**
     * Sends a message that is not answered, and waits until the peer has handled it: its handler ends the stream in order.
     *
     * @throws MessageConversionException if no converter writes the body
     */
    void send(PeerId peer, ProtocolId protocol, Object body) throws IOException;

    /** Measures one round trip. */
    Duration ping(PeerId peer) throws IOException;

    /** The same with another time limit, above zero. */
    Libp2pOperations withTimeout(Duration timeout);

    /** The same without waiting. */
    AsyncLibp2pOperations async();
}
