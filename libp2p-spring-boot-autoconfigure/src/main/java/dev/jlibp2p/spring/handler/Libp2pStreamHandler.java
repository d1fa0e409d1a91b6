package dev.jlibp2p.spring.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMappingReflectiveProcessor;

/**
 * Makes a method of a bean the handler of every stream that peers open for a protocol. One stream is one call, on a virtual
 * thread of its own, so the method may block.
 *
 * <p>A method with a <b>payload</b> is called with one request and answers it:
 *
 * <pre>{@code
 * @Libp2pStreamHandler("/greeting/1.0.0")
 * String greet(String name, PeerId sender) {
 *     return "Hello " + name + ", you are " + sender;
 * }
 * }</pre>
 *
 * <p>Request and answer are one message each, led by its length (an unsigned varint), and converted as
 * {@link dev.jlibp2p.spring.payload.PayloadConverters} describes. The payload is the one parameter without a meaning of its own;
 * {@link org.springframework.messaging.handler.annotation.Payload @Payload} may mark it, and with {@code required = false},
 * or as an {@link java.util.Optional}, it may be missing. {@code @Valid} is honoured where the application has a validator. A
 * method that returns {@code void} or null answers nothing; the stream is closed in order all the same. What a peer sends after
 * its request is discarded: several requests are several streams, which cost little.
 *
 * <p>A method with a {@link dev.jlibp2p.connection.Stream}, {@link java.io.InputStream} or {@link java.io.OutputStream}
 * works on the bytes itself and returns {@code void}; returning closes the stream in order.
 *
 * <p>Either may also take the {@link dev.jlibp2p.connection.Connection}, the {@link dev.jlibp2p.identity.ProtocolId}, and
 * the {@link dev.jlibp2p.identity.PeerId} of the sender, which the connection's handshake has proven: nothing a peer writes
 * can change it.
 *
 * <p>Whatever the method throws resets its stream and nothing else, unless a
 * {@link org.springframework.messaging.handler.annotation.MessageExceptionHandler @MessageExceptionHandler} of the bean or of a
 * {@link Libp2pAdvice} answers instead; a {@link dev.jlibp2p.connection.StreamResetException} chooses the code of the reset.
 * A request that is too long, malformed or invalid resets with
 * {@link dev.jlibp2p.connection.ResetCodes#PROTOCOL_VIOLATION}, a call too many with
 * {@link dev.jlibp2p.connection.ResetCodes#RESOURCE_LIMIT_EXCEEDED}, and one that comes while the application stops with
 * {@link dev.jlibp2p.connection.ResetCodes#SHUTDOWN}. Calls with a time limit that are under way are finished before the
 * host stops.
 *
 * <p>All attributes take <code>${…}</code> and <code>#{…}</code>. A signature that cannot work, and a protocol that is handled
 * already, fail the start.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Reflective(MessageMappingReflectiveProcessor.class)
public @interface Libp2pStreamHandler {

    /** The same as {@link #protocols()}. */
    @AliasFor("protocols")
    String[] value() default {};

    /** Names of the protocols, at least one, such as {@code /greeting/1.0.0}. */
    @AliasFor("value")
    String[] protocols() default {};

    /** The longest request that is read, as a data size; a longer one is refused before it costs memory. */
    String maxMessageSize() default "1MB";

    /**
     * How long a call may take, from the stream's opening until the answer is written, as a duration; {@code 0} is for ever.
     * After that the stream is reset and the method's thread interrupted. By default 30 seconds for a method with a payload or
     * an answer, and for ever for one that works on the stream itself.
     */
    String timeout() default "";

    /** How many calls may be under way at once, all peers together; more are refused. */
    String maxConcurrent() default "256";

    /** How many of them may be of one peer, so that none keeps the others out. */
    String maxConcurrentPerPeer() default "64";
}
