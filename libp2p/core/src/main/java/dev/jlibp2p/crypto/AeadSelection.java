package dev.jlibp2p.crypto;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;

/**
 * Which {@link Aead} new sessions take. Thread-safe.
 *
 * <p>The automatic choice starts with Conscrypt where it runs, because it is fast from the first byte; {@link #probe} warms
 * it and the JDK's up and keeps the winner for the rest of the process. The system property {@value #PROPERTY} set to
 * {@code jdk}, {@code conscrypt} or {@code bouncycastle} settles the matter without a probe.
 */
public final class AeadSelection implements Supplier<Aead> {

    /** {@code auto} (the default), {@code jdk}, {@code conscrypt} or {@code bouncycastle}. */
    public static final String PROPERTY = "dev.jlibp2p.aead";

    private static final int RECORD = 65_519;

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int CONSCRYPT_SLICES = 8;

    private static final int MAX_JDK_SLICES = 200;

    private final boolean automatic;

    private volatile Aead current;

    private final AtomicBoolean probed = new AtomicBoolean();

    AeadSelection(boolean automatic, Aead first) {
        this.automatic = automatic;
        this.current = first;
    }

    /** Always {@code aead}. */
    public static AeadSelection of(Aead aead) {
        return new AeadSelection(false, aead);
    }

    /** The back end of that name, or the process-wide automatic choice for {@code auto}. */
    public static AeadSelection named(String name) {
        return switch (name) {
            case "auto" -> Shared.AUTOMATIC;
            case "jdk" -> of(Aead.jdk());
            case "conscrypt" -> of(Aead.conscrypt());
            case "bouncycastle" -> of(Aead.bouncyCastle());
            default -> throw new IllegalArgumentException(
                    "no ChaCha20-Poly1305 back end is called " + name + "; use auto, jdk, conscrypt or bouncycastle");
        };
    }

    /** What the system property {@value #PROPERTY} says. */
    public static AeadSelection configured() {
        return named(System.getProperty(PROPERTY, "auto"));
    }

    @Override
    public Aead get() {
        return current;
    }

    /**
     * Warms the candidates up and takes the faster one for sessions to come. Up to four seconds of CPU, as long as the JDK
     * takes to be compiled, so for a spare thread, never an event loop; an interrupt ends it early without a decision. Does
     * nothing the second time, and nothing when the choice is not automatic or there is only one candidate.
     */
    public void probe(Ticker ticker) {
        if (!automatic || !ConscryptProvider.available() || !probed.compareAndSet(false, true)) {
            return;
        }
        Candidate conscrypt = new Candidate(Aead.conscrypt(), ticker);
        Candidate jdk = new Candidate(Aead.jdk(), ticker);
        conscrypt.run(CONSCRYPT_SLICES);
        for (int slices = 0; slices < MAX_JDK_SLICES && !jdk.isClearlyFasterThan(conscrypt); slices++) {
            jdk.run(1);
        }
        conscrypt.run(CONSCRYPT_SLICES);
        if (Thread.currentThread().isInterrupted()) {
            probed.set(false);
        } else {
            current = jdk.best > conscrypt.best ? jdk.aead : conscrypt.aead;
        }
    }

    private static final class Shared {

        static final AeadSelection AUTOMATIC = new AeadSelection(true,
                ConscryptProvider.available() ? Aead.conscrypt() : Aead.jdk());
    }

    /** Encrypts and decrypts full records for a while and counts them. */
    private static final class Candidate {

        final Aead aead;

        /** Records per second in the best slice so far. */
        long best;

        private final Ticker ticker;

        private final AeadKey key;

        private long nonce;

        Candidate(Aead aead, Ticker ticker) {
            this.aead = aead;
            this.ticker = ticker;
            this.key = aead.key(new byte[Aead.KEY_LENGTH]);
        }

        boolean isClearlyFasterThan(Candidate other) {
            return best > other.best + other.best / 8;
        }

        void run(int slices) {
            int capacity = RECORD + Aead.TAG_LENGTH;
            ByteBuf buffer = aead.buffer(UnpooledByteBufAllocator.DEFAULT, capacity, capacity);
            try {
                for (int i = 0; i < slices; i++) {
                    best = Math.max(best, slice(buffer));
                }
            } catch (AEADBadTagException e) {
                throw new IllegalStateException(aead.name() + " does not decrypt what it encrypted", e);
            } finally {
                buffer.release();
            }
        }

        private long slice(ByteBuf buffer) throws AEADBadTagException {
            long start = ticker.nanoTime();
            long records = 0;
            long elapsed = 0;
            while (elapsed < SLICE_NANOS && !Thread.currentThread().isInterrupted()) {
                key.seal(nonce, buffer, 0, RECORD);
                key.open(nonce, buffer, 0, RECORD + Aead.TAG_LENGTH);
                nonce++;
                records++;
                elapsed = ticker.nanoTime() - start;
            }
            return elapsed == 0 ? 0 : records * TimeUnit.SECONDS.toNanos(1) / elapsed;
        }
    }
}
