package dev.jlibp2p.testsupport;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/** Carries bytes between two channels until both are quiet, in chunks of a chosen size, and records them. */
public final class Wire {
    private final PullChannel left;
    private final PullChannel right;
    private final int chunk;
    private final ByteArrayOutputStream leftToRight = new ByteArrayOutputStream();
    private final ByteArrayOutputStream rightToLeft = new ByteArrayOutputStream();

    public Wire(PullChannel left, PullChannel right) {
        this(left, right, Integer.MAX_VALUE);
    }

    public Wire(PullChannel left, PullChannel right, int chunk) {
        this.left = left;
        this.right = right;
        this.chunk = chunk;
    }

    public void run() {
        boolean busy = true;
        while (busy) {
            left.runPendingTasks();
            right.runPendingTasks();
            busy = carry(left, right, leftToRight) || carry(right, left, rightToLeft) || left.deliver()
                    || right.deliver();
        }
    }

    public byte[] leftToRight() {
        return leftToRight.toByteArray();
    }

    public byte[] rightToLeft() {
        return rightToLeft.toByteArray();
    }

    private boolean carry(PullChannel from, PullChannel to, ByteArrayOutputStream record) {
        boolean any = false;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            any = true;
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.getBytes(bytes.readerIndex(), copy);
            record.writeBytes(copy);
            while (bytes.readableBytes() > chunk) {
                to.arrive(bytes.readRetainedSlice(chunk));
            }
            to.arrive(bytes);
        }
        return any;
    }
}
