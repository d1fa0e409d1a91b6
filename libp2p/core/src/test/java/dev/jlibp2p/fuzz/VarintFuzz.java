package dev.jlibp2p.fuzz;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Varint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Numbers: what is accepted is the one encoding of its value, whichever way it is read. */
public final class VarintFuzz {
    private VarintFuzz() {}

    static List<byte[]> seeds() {
        return List.of(Varint.encode(0), Varint.encode(128), Varint.encode(1 << 20), Varint.encode(Long.MAX_VALUE));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        ByteBuf buffer = Unpooled.wrappedBuffer(input);
        try {
            long value = Varint.tryRead(buffer);
            if (value == Varint.INCOMPLETE) {
                Fuzz.require(buffer.readerIndex() == 0 && input.length < Varint.MAX_BYTES,
                        "an unfinished number consumes nothing");
                return;
            }
            byte[] consumed = Arrays.copyOf(input, buffer.readerIndex());
            Fuzz.require(Arrays.equals(Varint.encode(value), consumed), "one value has one encoding");
            Fuzz.require(Varint.read(ByteBuffer.wrap(input)) == value, "both readers agree");
        } catch (InvalidDataException e) {
            Fuzz.require(buffer.readerIndex() == 0, "a refused number consumes nothing");
        }
    }
}
