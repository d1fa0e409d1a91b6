package dev.jlibp2p.spring.handler;

import dev.jlibp2p.connection.DelimitedMessages;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.spring.handler.Call.Phase;
import dev.jlibp2p.spring.payload.PayloadConverters;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a request, calls a method and writes its answer; with a method that works on the stream, only calls it. */
final class Exchange {

    private final StreamMethod method;

    private final HandlerSignature signature;

    private final PayloadConverters converters;

    private final int maxMessageSize;

    Exchange(StreamMethod method, HandlerSignature signature, PayloadConverters converters, int maxMessageSize) {
        this.method = method;
        this.signature = signature;
        this.converters = converters;
        this.maxMessageSize = maxMessageSize;
    }

    void run(Call call) throws Exception {
        StreamMessage request = new StreamMessage(call.stream(), read(call.stream().input()));
        call.enter(Phase.CONVERTING);
        @Nullable
        Object[] arguments = method.arguments(request);
        call.enter(Phase.CALLING);
        Object answer = method.call(arguments);
        call.enter(Phase.ANSWERING);
        answer(call.stream(), method, answer);
    }

    /**
     * Lets a method for exceptions answer instead.
     *
     * @return whether it did
     */
    boolean recover(Call call, StreamMethod recovery, Throwable exception) throws Exception {
        Object answer = ExceptionHandlers.call(recovery, exception, call.stream());
        if (answer == null || signature.onBytes()) {
            return false;
        }
        call.enter(Phase.ANSWERING);
        answer(call.stream(), recovery, answer);
        return true;
    }

    String description() {
        return method.description();
    }

    boolean onBytes() {
        return signature.onBytes();
    }

    private Object read(InputStream input) throws IOException {
        if (signature.payload() == null) {
            return StreamMessage.ABSENT;
        }
        if (!signature.payloadMayBeMissing()) {
            return DelimitedMessages.read(input, maxMessageSize);
        }
        PushbackInputStream ahead = new PushbackInputStream(input);
        int first = ahead.read();
        if (first < 0) {
            return StreamMessage.ABSENT;
        }
        ahead.unread(first);
        return DelimitedMessages.read(ahead, maxMessageSize);
    }

    private void answer(Stream stream, StreamMethod from, @Nullable Object answer) throws IOException {
        if (answer != null) {
            DelimitedMessages.write(stream.output(), converters.toBytes(answer, from.getReturnType()));
        }
    }
}
