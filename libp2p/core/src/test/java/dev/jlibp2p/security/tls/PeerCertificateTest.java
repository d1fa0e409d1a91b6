package dev.jlibp2p.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.multiformats.TestVectors;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.tls.CertificateCase.Presented;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PeerCertificateTest {
    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

    private final Identity identity = Identity.generate(KeyType.ED25519, new SecureRandom());

    static List<String> vectors() {
        return TestVectors.lines(PeerCertificateTest.class, "certificates.txt");
    }

    static List<String> schemes() {
        return TestVectors.lines(PeerCertificateTest.class, "schemes.txt");
    }

    static List<CertificateCase> cases() {
        return CertificateCases.all();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void judgesTheVectorsOfOthersAsTheyDo(String line) throws HandshakeException {
        String[] columns = line.split(" ");
        List<byte[]> chain = List.of(HexFormat.of().parseHex(columns[2]));
        if (columns[1].equals("refused")) {
            assertThatThrownBy(() -> PeerCertificate.verify(chain, NOW)).isInstanceOf(HandshakeException.class);
        } else {
            assertThat(PeerCertificate.verify(chain, NOW).peerId()).hasToString(columns[1]);
        }
    }

    /** The extension of these is nobody's, so the verdict is on the scheme alone. */
    @ParameterizedTest
    @MethodSource("schemes")
    void knowsTheSignatureSchemesOfRust(String line) throws Exception {
        String[] columns = line.split(" ");
        CertificateFields fields = CertificateFields.decode(HexFormat.of().parseHex(columns[2]));
        if (columns[1].equals("known")) {
            SelfSignature.verify(fields);
        } else {
            assertThatThrownBy(() -> SelfSignature.verify(fields)).hasMessageNotContaining("does not fit");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheSpecificationsVerdict(CertificateCase given) throws HandshakeException {
        Presented presented = given.make(identity, NOW);
        if (given.accepted()) {
            assertThat(PeerCertificate.verify(presented.chain(), NOW)).isEqualTo(identity.publicKey());
        } else {
            assertThatThrownBy(() -> PeerCertificate.verify(presented.chain(), NOW))
                    .isInstanceOf(HandshakeException.class)
                    .hasMessageStartingWith("the peer");
        }
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void takesOurOwnCertificateForEveryKindOfIdentity(KeyType type) throws Exception {
        Identity other = Identity.generate(type, new SecureRandom());
        X509Certificate certificate = TlsCertificate.generate(other, new SecureRandom(), NOW).certificate();

        assertThat(PeerCertificate.verify(List.of(certificate.getEncoded()), NOW)).isEqualTo(other.publicKey());
        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getNotBefore()).isEqualTo(NOW.minus(Duration.ofHours(1)));
        assertThat(certificate.getNotAfter()).isAfter(NOW.plus(Duration.ofDays(36_000)));
        assertThat(certificate.getCriticalExtensionOIDs()).isNullOrEmpty();
    }

    @Test
    void isStillGoodInItsLastSecondAndNoMore() throws Exception {
        X509Certificate certificate = TlsCertificate.generate(identity, new SecureRandom(), NOW).certificate();
        List<byte[]> chain = List.of(certificate.getEncoded());
        Instant first = certificate.getNotBefore().toInstant();
        Instant last = certificate.getNotAfter().toInstant();

        assertThat(PeerCertificate.verify(chain, first)).isEqualTo(identity.publicKey());
        assertThat(PeerCertificate.verify(chain, last)).isEqualTo(identity.publicKey());
        assertThatThrownBy(() -> PeerCertificate.verify(chain, first.minusSeconds(1)))
                .hasMessageContaining("valid from");
        assertThatThrownBy(() -> PeerCertificate.verify(chain, last.plusSeconds(1)))
                .hasMessageContaining("valid until");
    }

    @Test
    void readsNoCertificateLongerThanItsBound() {
        byte[] atBound = new byte[PeerCertificate.MAX_BYTES];
        byte[] beyond = new byte[PeerCertificate.MAX_BYTES + 1];

        assertThatThrownBy(() -> PeerCertificate.verify(List.of(atBound), NOW)).hasMessageContaining("DER");
        assertThatThrownBy(() -> PeerCertificate.verify(List.of(beyond), NOW)).hasMessageContaining("at most 16384");
    }

    @Test
    void everyFlippedBitIsRefused() throws Exception {
        byte[] good = TlsCertificate.generate(identity, new SecureRandom(), NOW).certificate().getEncoded();
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << at % Byte.SIZE);
            assertThatThrownBy(() -> PeerCertificate.verify(List.of(bad), NOW)).as("bit in byte %d", at)
                    .isInstanceOf(HandshakeException.class);
        }
    }

    @Test
    void everyCutIsRefused() throws Exception {
        byte[] good = TlsCertificate.generate(identity, new SecureRandom(), NOW).certificate().getEncoded();
        for (int length = 0; length < good.length; length++) {
            List<byte[]> chain = List.of(Arrays.copyOf(good, length));
            assertThatThrownBy(() -> PeerCertificate.verify(chain, NOW)).isInstanceOf(HandshakeException.class);
        }
    }

    @Test
    void anotherCertificateIsMadeEachTime() {
        TlsCertificate first = TlsCertificate.generate(identity, new SecureRandom(), NOW);
        TlsCertificate second = TlsCertificate.generate(identity, new SecureRandom(), NOW);

        assertThat(first.certificate().getPublicKey()).isNotEqualTo(second.certificate().getPublicKey());
        assertThat(first.certificate().getSerialNumber()).isNotEqualTo(second.certificate().getSerialNumber());
    }

    @Test
    void whatIsPresentableTheJavaRuntimeReads() throws Exception {
        for (CertificateCase presentable : CertificateCases.presentable()) {
            for (byte[] encoded : presentable.make(identity, NOW).chain()) {
                assertThat(CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(encoded))
                        .getEncoded()).isEqualTo(encoded);
            }
        }
        assertThat(CertificateCases.presentable()).hasSizeGreaterThan(30);
    }
}
