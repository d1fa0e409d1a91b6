package dev.jlibp2p.spring.test.application;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.spring.handler.Libp2pStreamHandler;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.springframework.stereotype.Component;

/** A component whose methods answer streams, some of them as no method should. */
@Component
public class Counsellor {

    private final CountDownLatch asked = new CountDownLatch(1);

    private final CountDownLatch decided = new CountDownLatch(1);

    @Libp2pStreamHandler("/advice/1.0.0")
    String advise(String question, PeerId who) {
        return switch (question) {
            case "exception" -> throw new IllegalStateException("on purpose");
            case "error" -> throw new AssertionError("on purpose");
            case "overflow" -> dig(0);
            case "interrupt" -> {
                Thread.currentThread().interrupt();
                yield "interrupted";
            }
            default -> question + " is a good question, " + who;
        };
    }

    @Libp2pStreamHandler("/patience/1.0.0")
    String decide(String question) throws InterruptedException {
        asked.countDown();
        decided.await();
        return "decided " + question;
    }

    @Libp2pStreamHandler("/blocking/1.0.0")
    void block(Stream stream) throws IOException, InterruptedException {
        stream.output().flush();
        new CountDownLatch(1).await();
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    void decide() {
        decided.countDown();
    }

    @SuppressWarnings("InfiniteRecursion")
    private static String dig(int depth) {
        return dig(depth + 1) + depth;
    }
}
