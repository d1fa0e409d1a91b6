package dev.jlibp2p.security.tls;

import dev.jlibp2p.identity.Identity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.jspecify.annotations.Nullable;

/**
 * Makes certificates of every kind, right and wrong, by other code than ours. Starts as a good one; each method spoils or
 * varies one thing.
 */
final class CertificateMaker {
    static final ASN1ObjectIdentifier KEY_EXTENSION = new ASN1ObjectIdentifier("1.3.6.1.4.1.53594.1.1");
    static final String PREFIX = "libp2p-tls-handshake:";

    private final Identity identity;
    private final KeyPair key;
    private String algorithm = "SHA256withECDSA";
    private @Nullable String innerAlgorithm;
    private PrivateKey signer;
    private String issuer = "SERIALNUMBER=1";
    private String subject = "SERIALNUMBER=1";
    private Instant notBefore;
    private Instant notAfter;
    private boolean uniqueId;
    private boolean keyExtensionCritical;
    private int keyExtensions = 1;
    private String prefix = PREFIX;
    private byte @Nullable [] keyExtensionValue;
    private UnaryOperator<byte[]> hostSignature = UnaryOperator.identity();
    private UnaryOperator<byte[]> selfSignature = UnaryOperator.identity();
    private final List<ASN1Encodable> otherExtensions = new ArrayList<>();

    CertificateMaker(Identity identity, KeyPair key, Instant now) {
        this.identity = identity;
        this.key = key;
        this.signer = key.getPrivate();
        this.notBefore = now.minus(Duration.ofHours(1));
        this.notAfter = now.plus(Duration.ofDays(1000));
    }

    CertificateMaker algorithm(String algorithm) {
        this.algorithm = algorithm;
        return this;
    }

    CertificateMaker innerAlgorithm(String algorithm) {
        this.innerAlgorithm = algorithm;
        return this;
    }

    CertificateMaker signer(PrivateKey signer) {
        this.signer = signer;
        return this;
    }

    CertificateMaker names(String issuer, String subject) {
        this.issuer = issuer;
        this.subject = subject;
        return this;
    }

    CertificateMaker notBefore(Instant notBefore) {
        this.notBefore = notBefore;
        return this;
    }

    CertificateMaker notAfter(Instant notAfter) {
        this.notAfter = notAfter;
        return this;
    }

    CertificateMaker uniqueId() {
        this.uniqueId = true;
        return this;
    }

    CertificateMaker criticalKeyExtension() {
        this.keyExtensionCritical = true;
        return this;
    }

    CertificateMaker keyExtensions(int count) {
        this.keyExtensions = count;
        return this;
    }

    CertificateMaker prefix(String prefix) {
        this.prefix = prefix;
        return this;
    }

    CertificateMaker keyExtensionValue(byte[] value) {
        this.keyExtensionValue = value;
        return this;
    }

    CertificateMaker hostSignature(UnaryOperator<byte[]> change) {
        this.hostSignature = change;
        return this;
    }

    CertificateMaker selfSignature(UnaryOperator<byte[]> change) {
        this.selfSignature = change;
        return this;
    }

    CertificateMaker extension(String oid, boolean critical, byte[] value) {
        otherExtensions.add(extension(new ASN1ObjectIdentifier(oid), critical, value));
        return this;
    }

    byte[] make() {
        try {
            AlgorithmIdentifier outer = identifier(algorithm);
            ASN1Primitive signed = signed(innerAlgorithm == null ? outer : identifier(innerAlgorithm));
            Signature signature = Signature.getInstance(signatureName(algorithm));
            if (algorithm.endsWith("andMGF1")) {
                signature.setParameter(pss(algorithm));
            }
            signature.initSign(signer);
            signature.update(signed.getEncoded(ASN1Encoding.DER));
            return der(new DERSequence(new ASN1Encodable[]{
                signed, outer, new DERBitString(selfSignature.apply(signature.sign()))}));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of the extension as it should be. */
    byte[] signedKey(Identity owner, byte[] certificateKey) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(prefix.getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(certificateKey);
        return der(new DERSequence(new ASN1Encodable[]{
            new DEROctetString(owner.publicKey().encoded()),
            new DEROctetString(hostSignature.apply(owner.sign(bytes.toByteArray())))}));
    }

    static byte[] der(ASN1Encodable value) {
        try {
            return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ASN1Primitive signed(AlgorithmIdentifier inner) throws IOException {
        ASN1EncodableVector fields = new ASN1EncodableVector();
        fields.add(new DERTaggedObject(true, 0, new ASN1Integer(2)));
        fields.add(new ASN1Integer(BigInteger.valueOf(4711)));
        fields.add(inner);
        fields.add(new X500Name(issuer));
        fields.add(new DERSequence(new ASN1Encodable[]{time(notBefore), time(notAfter)}));
        fields.add(new X500Name(subject));
        fields.add(ASN1Primitive.fromByteArray(key.getPublic().getEncoded()));
        if (uniqueId) {
            fields.add(new DERTaggedObject(false, 2, new DERBitString(new byte[]{7})));
        }
        ASN1EncodableVector extensions = new ASN1EncodableVector();
        byte[] value = keyExtensionValue == null
                ? signedKey(identity, key.getPublic().getEncoded())
                : keyExtensionValue;
        for (int i = 0; i < keyExtensions; i++) {
            extensions.add(extension(KEY_EXTENSION, keyExtensionCritical, value));
        }
        otherExtensions.forEach(extensions::add);
        if (extensions.size() > 0) {
            fields.add(new DERTaggedObject(true, 3, new DERSequence(extensions)));
        }
        return new DERSequence(fields);
    }

    private static Time time(Instant instant) {
        return new Time(Date.from(instant));
    }

    private static ASN1Encodable extension(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
        ASN1EncodableVector extension = new ASN1EncodableVector();
        extension.add(oid);
        if (critical) {
            extension.add(ASN1Boolean.TRUE);
        }
        extension.add(new DEROctetString(value));
        return new DERSequence(extension);
    }

    private static AlgorithmIdentifier identifier(String algorithm) {
        return new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
    }

    private static String signatureName(String algorithm) {
        return algorithm.endsWith("andMGF1") ? "RSASSA-PSS" : algorithm;
    }

    private static PSSParameterSpec pss(String algorithm) {
        String digits = algorithm.substring(3, 6);
        String hash = "SHA-" + digits;
        return new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash),
                Integer.parseInt(digits) / 8, 1);
    }
}
