package dev.jlibp2p.testsupport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/** An embedded channel without auto-read, which gives its pipeline one chunk for each read, as a socket does. */
public final class PullChannel extends EmbeddedChannel {
    private final Queue<ByteBuf> arriving = new ArrayDeque<>();
    private boolean wanted;
    private int reads;

    public PullChannel() {
        config().setAutoRead(false);
        wanted = false;
        reads = 0;
    }

    /** Lets a chunk arrive; it waits until it is asked for. */
    public void arrive(ByteBuf chunk) {
        arriving.add(chunk);
    }

    /** Hands over what is asked for, until nothing is there or nothing more is wanted; says whether there was any. */
    public boolean deliver() {
        boolean any = false;
        while (wanted && !arriving.isEmpty() && isOpen()) {
            wanted = false;
            any = true;
            writeInbound(arriving.remove());
        }
        return any;
    }

    /** How often the channel was asked for more. */
    public int reads() {
        return reads;
    }

    /** Chunks nobody asked for yet. */
    public int undelivered() {
        return arriving.size();
    }

    @Override
    public boolean finishAndReleaseAll() {
        boolean any = super.finishAndReleaseAll();
        for (ByteBuf chunk = arriving.poll(); chunk != null; chunk = arriving.poll()) {
            chunk.release();
        }
        return any;
    }

    @Override
    protected void doBeginRead() {
        wanted = true;
        reads++;
    }
}
