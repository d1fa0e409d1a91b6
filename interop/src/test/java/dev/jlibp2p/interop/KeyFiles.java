package dev.jlibp2p.interop;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Fresh files that both sides of the matrix are given: for secure WebSocket an authority and a certificate of it for loopback,
 * in PEM, and the key of a private network.
 */
record KeyFiles(Path authority, Path certificate, Path certificateKey, Path networkKey) {

    private static final SecureRandom RANDOM = new SecureRandom();

    static KeyFiles writeTo(Path directory) throws IOException {
        try {
            // RSA, for the JDK writes the other keys without their public half, which rust's TLS refuses.
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair authority = generator.generateKeyPair();
            KeyPair server = generator.generateKeyPair();
            X500Name issuer = new X500Name("CN=authority");
            X509v3CertificateBuilder root = certificate(issuer, issuer, authority)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            X509v3CertificateBuilder leaf = certificate(issuer, new X500Name("CN=localhost"), server)
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[]{
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                        new GeneralName(GeneralName.iPAddress, "::1")}));
            byte[] network = new byte[32];
            RANDOM.nextBytes(network);
            return new KeyFiles(
                    Files.writeString(directory.resolve("authority.pem"), pem(signed(root, authority))),
                    Files.writeString(directory.resolve("certificate.pem"), pem(signed(leaf, authority))),
                    Files.writeString(directory.resolve("certificate.key"),
                            pem(new JcaPKCS8Generator(server.getPrivate(), null))),
                    Files.writeString(directory.resolve("swarm.key"),
                            "/key/swarm/psk/1.0.0/\n/base16/\n" + HexFormat.of().formatHex(network) + "\n"));
        } catch (GeneralSecurityException | OperatorException e) {
            throw new IOException(e);
        }
    }

    private static X509v3CertificateBuilder certificate(X500Name issuer, X500Name subject, KeyPair key) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(issuer, new BigInteger(64, RANDOM),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(1))), subject, key.getPublic());
    }

    private static X509CertificateHolder signed(X509v3CertificateBuilder certificate, KeyPair authority)
            throws OperatorException {
        return certificate.build(new JcaContentSignerBuilder("SHA256withRSA").build(authority.getPrivate()));
    }

    private static String pem(Object content) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        }
        return text.toString();
    }
}
