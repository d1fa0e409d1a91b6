package dev.jlibp2p.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicTokenHandler;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proof that a peer receives at its address, as a token it is sent in a Retry and has to bring back (RFC 9000 8.1.2). A token
 * is good for ten seconds, for that address and port, once, and for the handshake it was asked for. Its key is random, lives
 * in this process only and is changed every hour.
 *
 * <p>Asked for only while there are more new connections than {@code retryAbove} a second, or many handshakes that do not end: a
 * few spoofed addresses a second would fill all places for those. On the event loop of its port.
 */
final class AddressTokens implements QuicTokenHandler {

    static final Duration LIFE = Duration.ofSeconds(10);

    static final Duration ROTATION = Duration.ofHours(1);

    /** Used tokens remembered; only while tokens are asked for at all, and those of the last ten seconds matter. */
    static final int REMEMBERED = 1 << 16;

    private static final String ALGORITHM = "HmacSHA256";

    private static final int KEY_BYTES = 32;

    private static final int TAG_BYTES = 16;

    /** Number of the key, time it was made, tag; the id of the peer's choice follows. */
    private static final int HEADER = 4 + 8 + TAG_BYTES;

    private static final int LONGEST_ID = 20;

    /** What our own ids have, so also the one the peer answers a Retry to. */
    private static final int OWN_ID = 20;

    private final Ticker ticker;

    private final SecureRandom random;

    private final Rate unvalidated;

    private final BooleanSupplier crowded;

    private final Set<ByteBuffer> used = new LinkedHashSet<>();

    private Mac current;

    private Mac previous;

    private int keyNumber;

    private long keyMade;

    AddressTokens(int retryAbove, BooleanSupplier crowded, Ticker ticker, SecureRandom random) {
        this.crowded = crowded;
        this.ticker = ticker;
        this.random = random;
        this.unvalidated = new Rate(retryAbove, retryAbove, ticker.nanoTime());
        this.keyMade = ticker.nanoTime();
        this.current = newKey();
        this.previous = newKey();
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf connectionId, InetSocketAddress address) {
        long now = ticker.nanoTime();
        if (!crowded.getAsBoolean() && unvalidated.take(now)) {
            return false;
        }
        rotate(now);
        byte[] id = bytes(connectionId);
        out.writeInt(keyNumber);
        out.writeLong(now);
        out.writeBytes(tag(current, keyNumber, now, id, address));
        out.writeBytes(id);
        return true;
    }

    @Override
    public int validateToken(ByteBuf token, InetSocketAddress address) {
        int length = token.readableBytes();
        if (length <= HEADER || length > HEADER + LONGEST_ID) {
            return -1;
        }
        long now = ticker.nanoTime();
        rotate(now);
        int number = token.readInt();
        long made = token.readLong();
        byte[] tag = new byte[TAG_BYTES];
        token.readBytes(tag);
        byte[] id = bytes(token);
        if (number != keyNumber && number != keyNumber - 1 || now - made > LIFE.toNanos() || now < made) {
            return -1;
        }
        Mac key = number == keyNumber ? current : previous;
        if (!MessageDigest.isEqual(tag, tag(key, number, made, id, address))) {
            return -1;
        }
        return isNew(tag) ? HEADER : -1;
    }

    @Override
    public TokenValidationResult validateToken(ByteBuf token, InetSocketAddress address, ByteBuf connectionId) {
        // Any other length is no answer to a Retry of ours, whatever the token says.
        int offset = connectionId.readableBytes() == OWN_ID ? validateToken(token, address) : -1;
        return offset < 0 ? TokenValidationResult.invalidToken() : TokenValidationResult.odcidFromToken(offset);
    }

    @Override
    public int maxTokenLength() {
        return HEADER + LONGEST_ID;
    }

    private boolean isNew(byte[] tag) {
        if (used.size() >= REMEMBERED) {
            used.remove(used.iterator().next());
        }
        return used.add(ByteBuffer.wrap(tag));
    }

    private void rotate(long now) {
        long age = now - keyMade;
        if (age >= ROTATION.toNanos()) {
            previous = age < 2 * ROTATION.toNanos() ? current : newKey();
            current = newKey();
            keyNumber++;
            keyMade = now;
        }
    }

    private static byte[] tag(Mac mac, int number, long made, byte[] id, InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        mac.update(ByteBuffer.allocate(Integer.BYTES + Long.BYTES + 2 + Short.BYTES)
                .putInt(number)
                .putLong(made)
                .put((byte) ip.length)
                .put((byte) id.length)
                .putShort((short) address.getPort())
                .flip());
        mac.update(ip);
        byte[] whole = mac.doFinal(id);
        byte[] tag = new byte[TAG_BYTES];
        System.arraycopy(whole, 0, tag, 0, TAG_BYTES);
        return tag;
    }

    private Mac newKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }
}
