package dev.jlibp2p.security.tls;

import static dev.jlibp2p.security.tls.CertificateMaker.der;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.security.tls.CertificateCase.Presented;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;

/** Certificates right and wrong in every way the specification speaks of, and in some it does not. */
public final class CertificateCases {
    private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();
    private static final Identity STRANGER = Identity.generate(KeyType.ED25519, new SecureRandom());

    private final List<CertificateCase> cases = new ArrayList<>();

    private CertificateCases() {}

    /** All of them. */
    public static List<CertificateCase> all() {
        CertificateCases cases = new CertificateCases();
        cases.good();
        cases.refusedForItsValidity();
        cases.refusedForItsSignatures();
        cases.refusedForItsExtensions();
        cases.refusedForTheValueOfTheExtension();
        cases.refusedForItsKey();
        return List.copyOf(cases.cases);
    }

    /** Those a TLS library can be made to send. */
    public static List<CertificateCase> presentable() {
        return all().stream().filter(CertificateCase::presentable).toList();
    }

    /** In order, but for this value of the key extension. */
    static byte[] withKeyExtension(Identity identity, byte[] value, Instant now) {
        return new CertificateMaker(identity, key("secp256r1"), now).keyExtensionValue(value).make();
    }

    private void good() {
        accept("as most make it", maker -> maker);
        accept("key extension critical", CertificateMaker::criticalKeyExtension);
        accept("unknown extension, not critical", maker -> maker.extension("1.3.6.1.4.1.53594.77", false, new byte[9]));
        accept("known extension, not critical", maker -> maker.extension("2.5.29.14", false, new byte[]{4, 1, 1}));
        accept("three unknown extensions", maker -> maker.extension("1.2.3.4", false, new byte[0])
                .extension("1.2.3.5", false, new byte[]{1})
                .extension("1.2.3.6", false, new byte[500]));
        // As rust-libp2p makes it; the Java runtime does not read it.
        add("no names", true, false, (identity, now) -> one(identity, "secp256r1", now, maker -> maker.names("", "")));
        accept("issuer is not subject", maker -> maker.names("CN=a", "CN=b"));
        accept("valid from this second on", (maker, now) -> maker.notBefore(now.minusSeconds(1)));
        accept("valid for ten thousand years", maker -> maker.notAfter(Instant.parse("9999-12-31T23:59:59Z")));
        accept("P-384", "secp384r1", maker -> maker.algorithm("SHA384withECDSA"));
        accept("RSA-2048, SHA-256", "RSA-2048", maker -> maker.algorithm("SHA256withRSA"));
        accept("RSA-2048, SHA-512", "RSA-2048", maker -> maker.algorithm("SHA512withRSA"));
        accept("RSA-2048, PSS", "RSA-2048", maker -> maker.algorithm("SHA256withRSAandMGF1"));
        add("Ed25519", true, false, (identity, now) -> one(identity, "Ed25519", now,
                maker -> maker.algorithm("Ed25519")));
    }

    private void refusedForItsValidity() {
        refuse("expired", (maker, now) -> maker.notAfter(now.minusSeconds(60)));
        refuse("expired long ago", maker -> maker.notBefore(Instant.EPOCH).notAfter(Instant.EPOCH.plusSeconds(1)));
        refuse("not yet valid", (maker, now) -> maker.notBefore(now.plus(Duration.ofHours(1))));
        add("two certificates", false, true, (identity, now) -> {
            Presented first = one(identity, "secp256r1", now, maker -> maker);
            Presented second = one(STRANGER, "secp384r1", now, maker -> maker.algorithm("SHA384withECDSA"));
            return new Presented(List.of(first.chain().get(0), second.chain().get(0)), first.key());
        });
        add("the same certificate twice", false, false, (identity, now) -> {
            Presented first = one(identity, "secp256r1", now, maker -> maker);
            return new Presented(List.of(first.chain().get(0), first.chain().get(0)), first.key());
        });
        raw("bytes behind the certificate", encoded -> Arrays.copyOf(encoded, encoded.length + 1));
        raw("cut off", encoded -> Arrays.copyOf(encoded, encoded.length - 1));
        add("no certificate", false, false, (identity, now) -> new Presented(List.of(), key("secp256r1").getPrivate()));
    }

    private void refusedForItsSignatures() {
        refuse("self-signature damaged", maker -> maker.selfSignature(CertificateCases::flip));
        refuse("self-signature empty", maker -> maker.selfSignature(signature -> new byte[0]));
        refuse("signed with another key", maker -> maker.signer(key("another secp256r1").getPrivate()));
        refuse("signature of the identity damaged", maker -> maker.hostSignature(CertificateCases::flip));
        refuse("signature of the identity empty", maker -> maker.hostSignature(signature -> new byte[0]));
        refuse("signature of the identity without the prefix", maker -> maker.prefix(""));
        refuse("signature of the identity with another prefix", maker -> maker.prefix("libp2p-tls-handshake"));
        refuse("signature of the identity for another certificate's key", (maker, identity, now) -> maker
                .keyExtensionValue(maker.signedKey(identity, key("another secp256r1").getPublic().getEncoded())));
        refuse("signature of somebody else", (maker, identity, now) -> maker.keyExtensionValue(der(new DERSequence(
                new ASN1Encodable[]{new DEROctetString(identity.publicKey().encoded()),
                    new DEROctetString(STRANGER.sign(new byte[100]))}))));
        add("two algorithms", false, false, (identity, now) -> one(identity, "secp256r1", now,
                maker -> maker.innerAlgorithm("SHA384withECDSA")));
    }

    private void refusedForItsExtensions() {
        refuse("no key extension", maker -> maker.keyExtensions(0));
        refuse("no key extension but another", maker -> maker.keyExtensions(0)
                .extension("1.3.6.1.4.1.53594.1.2", false, new byte[9]));
        add("key extension twice", false, false, (identity, now) -> one(identity, "secp256r1", now,
                maker -> maker.keyExtensions(2)));
        refuse("unknown critical extension", maker -> maker.extension("1.3.6.1.4.1.53594.77", true, new byte[9]));
        refuse("known critical extension", maker -> maker.extension("2.5.29.15", true, new byte[]{3, 2, 7, -128}));
        refuse("unique id", CertificateMaker::uniqueId);
    }

    private void refusedForTheValueOfTheExtension() {
        value("empty", value -> new byte[0]);
        value("cut off", value -> Arrays.copyOf(value, value.length - 1));
        value("bytes behind", value -> Arrays.copyOf(value, value.length + 1));
        value("no sequence", value -> der(new DEROctetString(value)));
        value("an empty sequence", value -> new byte[]{0x30, 0});
        value("a key and no signature", value -> der(new DERSequence(new DEROctetString(new byte[36]))));
        value("three parts", value -> der(new DERSequence(new ASN1Encodable[]{new DEROctetString(new byte[36]),
            new DEROctetString(new byte[64]), new DEROctetString(new byte[1])})));
        value("indefinite length", value -> {
            byte[] changed = Arrays.copyOf(value, value.length + 2);
            changed[1] = (byte) 0x80;
            return changed;
        });
        value("length not the shortest", value -> {
            byte[] changed = new byte[value.length + 1];
            System.arraycopy(value, 2, changed, 3, value.length - 2);
            changed[0] = 0x30;
            changed[1] = (byte) 0x81;
            changed[2] = value[1];
            return changed;
        });
        value("a length of four gigabytes", value -> HexFormat.of().parseHex("3084ffffffff0400"));
        value("a key that is no message", value -> withKey("ffffffff"));
        value("a key of a type nobody knows", value -> withKey("08091220" + "00".repeat(32)));
        value("an Ed25519 key of 31 bytes", value -> withKey("0801121f" + "11".repeat(31)));
        value("an Ed25519 key of small order", value -> withKey("08011220" + "01" + "00".repeat(31)));
    }

    private void refusedForItsKey() {
        refuse("RSA-1024", "RSA-1024", maker -> maker.algorithm("SHA256withRSA"));
        refuse("RSA-2048, SHA-1", "RSA-2048", maker -> maker.algorithm("SHA1withRSA"));
        refuse("P-256, SHA-1", maker -> maker.algorithm("SHA1withECDSA"));
        refuse("P-256, SHA-512", maker -> maker.algorithm("SHA512withECDSA"));
        refuse("P-384, SHA-256", "secp384r1", maker -> maker);
        refuse("P-521", "secp521r1", maker -> maker.algorithm("SHA512withECDSA"));
        add("Ed448", false, false, (identity, now) -> one(identity, "Ed448", now, maker -> maker.algorithm("Ed448")));
    }

    private void accept(String name, UnaryOperator<CertificateMaker> change) {
        accept(name, "secp256r1", change);
    }

    private void accept(String name, String keyType, UnaryOperator<CertificateMaker> change) {
        add(name, true, true, (identity, now) -> one(identity, keyType, now, change));
    }

    private void accept(String name, TimedChange change) {
        add(name, true, true, (identity, now) -> one(identity, "secp256r1", now, maker -> change.apply(maker, now)));
    }

    private void refuse(String name, UnaryOperator<CertificateMaker> change) {
        refuse(name, "secp256r1", change);
    }

    private void refuse(String name, String keyType, UnaryOperator<CertificateMaker> change) {
        add(name, false, true, (identity, now) -> one(identity, keyType, now, change));
    }

    private void refuse(String name, TimedChange change) {
        add(name, false, true, (identity, now) -> one(identity, "secp256r1", now, maker -> change.apply(maker, now)));
    }

    private void refuse(String name, PersonalChange change) {
        add(name, false, true,
                (identity, now) -> one(identity, "secp256r1", now, maker -> change.apply(maker, identity, now)));
    }

    private void value(String name, UnaryOperator<byte[]> change) {
        refuse("value of the key extension: " + name, (maker, identity, now) -> maker.keyExtensionValue(
                change.apply(maker.signedKey(identity, key("secp256r1").getPublic().getEncoded()))));
    }

    private void raw(String name, UnaryOperator<byte[]> change) {
        add(name, false, false, (identity, now) -> {
            Presented good = one(identity, "secp256r1", now, maker -> maker);
            return new Presented(List.of(change.apply(good.chain().get(0))), good.key());
        });
    }

    private void add(String name, boolean accepted, boolean presentable, CertificateCase.Source source) {
        cases.add(new CertificateCase(name, accepted, presentable, source));
    }

    private static Presented one(Identity identity, String keyType, Instant now,
            UnaryOperator<CertificateMaker> change) {
        KeyPair key = key(keyType);
        byte[] made = change.apply(new CertificateMaker(identity, key, now)).make();
        return new Presented(List.of(made), key.getPrivate());
    }

    private static byte[] withKey(String hex) {
        return der(new DERSequence(new ASN1Encodable[]{new DEROctetString(HexFormat.of().parseHex(hex)),
            new DEROctetString(new byte[64])}));
    }

    private static byte[] flip(byte[] bytes) {
        bytes[bytes.length / 2] ^= 1;
        return bytes;
    }

    private static KeyPair key(String type) {
        return KEYS.computeIfAbsent(type, CertificateCases::generate);
    }

    private static KeyPair generate(String type) {
        try {
            if (type.startsWith("RSA-")) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(Integer.parseInt(type.substring(4)));
                return generator.generateKeyPair();
            }
            if (type.contains("secp")) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec(type.substring(type.indexOf("secp"))));
                return generator.generateKeyPair();
            }
            return KeyPairGenerator.getInstance(type).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface TimedChange {
        CertificateMaker apply(CertificateMaker maker, Instant now);
    }

    private interface PersonalChange {
        CertificateMaker apply(CertificateMaker maker, Identity identity, Instant now);
    }
}
