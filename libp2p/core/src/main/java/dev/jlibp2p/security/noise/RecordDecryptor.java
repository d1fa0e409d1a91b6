package dev.jlibp2p.security.noise;

import dev.jlibp2p.crypto.Aead;
import dev.jlibp2p.crypto.AeadKey;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Queue;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into plaintext: each is copied once, into a buffer of its own in the memory the cipher works on, and decrypted
 * there. A connection holds such a buffer only while a record is incomplete, never larger than twice what has arrived of it.
 *
 * <p>Delivers nothing before the first read of a later handler. From then on everything that arrives is delivered, and more
 * is asked for whenever a read was not answered by at least one record.
 */
final class RecordDecryptor extends ChannelDuplexHandler {

    /** Records without content in a row; nobody has a use for them, and each costs a decryption. */
    static final int MAX_EMPTY_RECORDS = 64;

    private static final int FIRST_CAPACITY = 1024;

    private static final int UNKNOWN = -1;

    private final Aead aead;

    private final AeadKey key;

    private long nonce;

    private int emptyRecords;

    /** Of the record under way. */
    private int length = UNKNOWN;

    private int firstLengthByte = UNKNOWN;

    private @Nullable ByteBuf record;

    private boolean started;

    /** A read has not been answered yet. */
    private boolean wanted;

    private boolean decrypting;

    private boolean delivered;

    private boolean ended;

    private @Nullable ByteBuf held;

    private @Nullable Queue<Object> heldEvents;

    /** Owns {@code surplus}: what came behind the handshake. */
    RecordDecryptor(Aead aead, AeadKey key, @Nullable ByteBuf surplus) {
        this(aead, key, surplus, 0);
    }

    RecordDecryptor(Aead aead, AeadKey key, @Nullable ByteBuf surplus, long firstNonce) {
        this.aead = aead;
        this.key = key;
        this.held = surplus;
        this.nonce = firstNonce;
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        wanted = true;
        if (decrypting) {
            return;
        }
        if (started) {
            ctx.read();
            return;
        }
        started = true;
        ByteBuf surplus = held;
        held = null;
        if (surplus != null) {
            decrypt(ctx, surplus);
        }
        channelReadComplete(ctx);
        // What was held answers one read; with auto-read on nobody asks again, and the channel must not be left unread.
        if (!ended && ctx.channel().config().isAutoRead()) {
            ctx.read();
        }
        if (heldEvents != null) {
            heldEvents.forEach(ctx::fireUserEventTriggered);
            heldEvents = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf bytes = (ByteBuf) msg;
        if (ended) {
            bytes.release();
        } else if (started) {
            decrypt(ctx, bytes);
        } else {
            held = held == null
                    ? bytes
                    : ctx.alloc()
                            .compositeBuffer()
                            .addFlattenedComponents(true, held)
                            .addFlattenedComponents(true, bytes);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        boolean unanswered = wanted;
        if (delivered) {
            delivered = false;
            ctx.fireChannelReadComplete();
        }
        if (unanswered && started && !ended) {
            ctx.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (started) {
            ctx.fireUserEventTriggered(event);
            return;
        }
        if (heldEvents == null) {
            heldEvents = new ArrayDeque<>(2);
        }
        heldEvents.add(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    /** Bytes of memory an incomplete record occupies. */
    int heldCapacity() {
        return record == null ? 0 : record.capacity();
    }

    private void decrypt(ChannelHandlerContext ctx, ByteBuf in) {
        decrypting = true;
        try {
            while (!ended && readLength(in)) {
                takeRecord(ctx, in);
            }
        } catch (NoiseException e) {
            end();
            ctx.fireExceptionCaught(e);
            ctx.close();
        } finally {
            decrypting = false;
            in.release();
        }
    }

    /** Whether there is something to read of a record whose length is known. */
    private boolean readLength(ByteBuf in) throws NoiseException {
        if (length != UNKNOWN) {
            return in.isReadable();
        }
        if (firstLengthByte == UNKNOWN && in.isReadable()) {
            firstLengthByte = in.readUnsignedByte();
        }
        if (!in.isReadable()) {
            return false;
        }
        length = firstLengthByte << Byte.SIZE | in.readUnsignedByte();
        firstLengthByte = UNKNOWN;
        if (length < Aead.TAG_LENGTH) {
            throw new NoiseException("the peer sent a noise record of " + length + " bytes; its tag alone has 16",
                    null);
        }
        return in.isReadable();
    }

    private void takeRecord(ChannelHandlerContext ctx, ByteBuf in) throws NoiseException {
        int available = in.readableBytes();
        ByteBuf target = record;
        if (target == null) {
            int capacity = available >= length ? length : Math.min(length, Math.max(FIRST_CAPACITY, 2 * available));
            target = aead.buffer(ctx.alloc(), capacity, length);
            record = target;
        }
        target.writeBytes(in, Math.min(available, length - target.readableBytes()));
        if (target.readableBytes() == length) {
            open(target);
            record = null;
            length = UNKNOWN;
            deliver(ctx, target);
        }
    }

    private void open(ByteBuf target) throws NoiseException {
        if (nonce == RecordEncryptor.RESERVED_NONCE) {
            throw new NoiseException("the peer has used up the nonces of this connection", null);
        }
        try {
            key.open(nonce, target, 0, length);
        } catch (AEADBadTagException e) {
            throw new NoiseException("noise record " + Long.toUnsignedString(nonce)
                    + " fails authentication: forged, replayed or damaged on the way", e);
        }
        nonce++;
        target.writerIndex(length - Aead.TAG_LENGTH);
    }

    private void deliver(ChannelHandlerContext ctx, ByteBuf plaintext) throws NoiseException {
        if (plaintext.isReadable()) {
            emptyRecords = 0;
            delivered = true;
            wanted = false;
            ctx.fireChannelRead(plaintext);
            return;
        }
        plaintext.release();
        if (++emptyRecords > MAX_EMPTY_RECORDS) {
            throw new NoiseException("the peer sent more than " + MAX_EMPTY_RECORDS + " empty noise records in a row",
                    null);
        }
    }

    private void end() {
        ended = true;
        heldEvents = null;
        if (held != null) {
            held.release();
            held = null;
        }
        if (record != null) {
            record.release();
            record = null;
        }
    }
}
