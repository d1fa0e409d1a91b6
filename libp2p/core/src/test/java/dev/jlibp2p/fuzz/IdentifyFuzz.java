package dev.jlibp2p.fuzz;

import dev.jlibp2p.peerstore.KnownPeer;
import dev.jlibp2p.protocol.identify.IdentifyInput;
import java.io.IOException;
import java.util.List;

/** C6, P1: whatever a peer sends as identify, on its way into the peer store. */
public final class IdentifyFuzz {
    private IdentifyFuzz() {}

    static List<byte[]> seeds() {
        return IdentifyInput.seeds();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            KnownPeer known = IdentifyInput.read(input);
            Fuzz.require(known.protocols().size() <= 1_024, "protocols are bounded");
            Fuzz.require(known.addresses().size() <= 64, "addresses are bounded");
            Fuzz.require(isSafe(known.agentVersion()) && isSafe(known.protocolVersion()),
                    "versions fit for a log line");
        } catch (IOException e) {
            // an honest refusal
        }
    }

    private static boolean isSafe(String text) {
        return text.length() <= 256 && text.chars().noneMatch(Character::isISOControl);
    }
}
