package dev.jlibp2p.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jlibp2p.multiformats.Cid;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multibase;
import dev.jlibp2p.multiformats.Multihash;
import java.util.Arrays;
import java.util.List;

/** Multihashes, content ids and the bases they are written in. */
public final class CidFuzz {
    private CidFuzz() {}

    static List<byte[]> seeds() {
        Multihash hash = Multihash.sha256("seed".getBytes(UTF_8));
        Cid old = Cid.v0(hash);
        Cid cid = Cid.v1(Cid.RAW, hash);
        return List.of(hash.bytes(),
                Multihash.identity(new byte[]{1, 2, 3}).bytes(),
                old.bytes(),
                cid.bytes(),
                old.toString().getBytes(UTF_8),
                cid.toString().getBytes(UTF_8),
                cid.encode(Multibase.BASE58BTC).getBytes(UTF_8));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        bytes(input);
        text(new String(input, UTF_8));
    }

    private static void bytes(byte[] input) {
        try {
            Fuzz.require(Arrays.equals(Multihash.fromBytes(input).bytes(), input), "a multihash comes back unchanged");
        } catch (InvalidDataException e) {
            // an honest refusal
        }
        try {
            Cid cid = Cid.fromBytes(input);
            Fuzz.require(Arrays.equals(cid.bytes(), input), "a content id comes back unchanged");
            Fuzz.require(Cid.of(cid.toString()).equals(cid), "the text of a content id is that content id");
        } catch (InvalidDataException e) {
            // an honest refusal
        }
    }

    private static void text(String text) {
        try {
            Cid cid = Cid.of(text);
            Fuzz.require(Cid.of(cid.toString()).equals(cid), "a content id reads its own text");
        } catch (IllegalArgumentException e) {
            // an honest refusal of a text
        }
    }
}
