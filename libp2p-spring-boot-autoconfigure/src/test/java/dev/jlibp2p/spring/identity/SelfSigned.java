package dev.jlibp2p.spring.identity;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A key of some kind with a certificate for it, as an operator would put into an SSL bundle. */
public record SelfSigned(KeyPair keys, X509Certificate certificate, String signature) {

    /** Kinds: Ed25519, P-256, P-384, RSA, DSA. */
    public static SelfSigned of(String kind) throws GeneralSecurityException, OperatorCreationException {
        KeyPairGenerator generator = switch (kind) {
            case "P-256" -> curve("secp256r1");
            case "P-384" -> curve("secp384r1");
            case "Ed25519" -> KeyPairGenerator.getInstance("Ed25519");
            default -> sized(kind);
        };
        String signature = kind.startsWith("P-")
                ? "SHA256withECDSA"
                : kind.equals("Ed25519") ? kind : "SHA256with" + kind;
        KeyPair keys = generator.generateKeyPair();
        X500Principal subject = new X500Principal("CN=node");
        Date from = Date.from(Instant.EPOCH);
        Date until = Date.from(Instant.EPOCH.plus(Duration.ofDays(40_000)));
        JcaX509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(subject, BigInteger.ONE, from, until,
                subject, keys.getPublic());
        return new SelfSigned(keys, new JcaX509CertificateConverter()
                .getCertificate(certificate.build(new JcaContentSignerBuilder(signature).build(keys.getPrivate()))),
                signature);
    }

    private static KeyPairGenerator curve(String name) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(name));
        return generator;
    }

    private static KeyPairGenerator sized(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(2048);
        return generator;
    }

    /** The file of the private key. */
    public Path writeKey(Path directory) throws IOException {
        return write(directory.resolve("key.pem"), "PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    /** The file of the certificate. */
    public Path writeCertificate(Path directory) throws IOException, GeneralSecurityException {
        return write(directory.resolve("certificate.pem"), "CERTIFICATE", certificate.getEncoded());
    }

    /** A PKCS#12 file with keys by their aliases. */
    public static Path writeStore(Path directory, String password, Map<String, SelfSigned> entries)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (Map.Entry<String, SelfSigned> entry : entries.entrySet()) {
            store.setKeyEntry(entry.getKey(), entry.getValue().keys().getPrivate(), password.toCharArray(),
                    new Certificate[]{entry.getValue().certificate()});
        }
        Path file = directory.resolve("store.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    private static Path write(Path file, String label, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(der);
        return Files.writeString(file,
                "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n", StandardCharsets.UTF_8);
    }
}
