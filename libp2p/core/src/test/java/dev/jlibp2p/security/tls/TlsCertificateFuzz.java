package dev.jlibp2p.security.tls;

import dev.jlibp2p.fuzz.Fuzz;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.security.HandshakeException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Certificates and their key extension. Every input is tried as a whole certificate, as the value of the extension, and as the
 * value within a certificate that is in order otherwise.
 */
public final class TlsCertificateFuzz {
    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
    private static final Identity PEER = Identity.generate(KeyType.ED25519, new SecureRandom());

    private static final Set<String> SEEDS = Set.of("three unknown extensions", "RSA-2048, PSS", "Ed25519");

    private TlsCertificateFuzz() {}

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
