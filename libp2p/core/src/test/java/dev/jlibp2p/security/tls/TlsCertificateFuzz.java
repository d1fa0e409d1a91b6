package dev.jlibp2p.security.tls;

import dev.jlibp2p.fuzz.Fuzz;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.security.HandshakeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Certificates and their key extension. Every input is tried as a whole certificate, as the value of the extension, and as the
 * value within a certificate that is in order otherwise.
 */
public final class TlsCertificateFuzz {
    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
    private static final Identity PEER = peer();

    private static final Set<String> SEEDS = Set.of("three unknown extensions", "RSA-2048, PSS", "Ed25519");

    private TlsCertificateFuzz() {}

    /** The Ed25519 key of the vectors in the specification of peer ids: the same where seeds are made and where they are run. */
    private static Identity peer() {
        try {
            return Identity.decode(HexFormat.of()
                    .parseHex("080112407e0830617c4a7de83925dfb2694556b12936c477a0e1feb2e148ec9da60fee7d"
                            + "1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e"));
        } catch (InvalidDataException e) {
            throw new IllegalStateException(e);
        }
    }

    public static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (CertificateCase each : CertificateCases.all()) {
            if (SEEDS.contains(each.name())) {
                seeds.add(each.make(PEER, NOW).chain().get(0));
            }
        }
        seeds.add(KeyExtension.sign(PEER, new byte[91]).encoded());
        return seeds;
    }

    public static void fuzzerTestOneInput(byte[] input) {
        verify(input);
        extension(input);
        verify(CertificateCases.withKeyExtension(PEER, input, NOW));
    }

    private static void verify(byte[] certificate) {
        try {
            PublicKey key = PeerCertificate.verify(List.of(certificate), NOW);
            Fuzz.require(key.equals(PEER.publicKey()), "a certificate proves nobody who did not sign it");
        } catch (HandshakeException e) {
            // an honest refusal
        }
    }

    private static void extension(byte[] value) {
        try {
            KeyExtension extension = KeyExtension.decode(value);
            Fuzz.require(!extension.covers(new byte[0]), "nobody signed no key");
        } catch (InvalidDataException e) {
            // an honest refusal
        }
    }
}
