package dev.jlibp2p.security.tls;

import dev.jlibp2p.crypto.Der;
import dev.jlibp2p.multiformats.InvalidDataException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a verdict needs of an X.509 certificate (RFC 5280 4.1), read from its DER without any Java security provider: TLS
 * engines differ in what they take, the verdict must not.
 *
 * @param signed the part the signature covers
 * @param key the certificate's own key, a {@code SubjectPublicKeyInfo}
 * @param algorithm how it is signed, an {@code AlgorithmIdentifier}
 * @param keyExtension the value of the libp2p Public Key Extension, or {@code null} when there is none
 */
@SuppressWarnings("ArrayRecordComponent")
record CertificateFields(byte[] signed, byte[] key, byte[] algorithm, byte[] signature, Instant notBefore,
        Instant notAfter, byte @Nullable [] keyExtension) {

    private static final int VERSION = 0xa0;

    private static final int ISSUER_UNIQUE_ID = 0x81;

    private static final int SUBJECT_UNIQUE_ID = 0x82;

    private static final int EXTENSIONS = 0xa3;

    private static final byte[] VERSION_3 = Der.element(Der.INTEGER, new byte[]{2});

    private static final byte TRUE = (byte) 0xff;

    private static final byte FALSE = 0;

    static CertificateFields decode(byte[] encoded) throws InvalidDataException {
        Der certificate = Der.sequence(encoded);
        byte[] signed = certificate.raw(Der.SEQUENCE);
        byte[] algorithm = certificate.raw(Der.SEQUENCE);
        byte[] signature = certificate.bits();
        certificate.requireEnd();

        Der fields = Der.sequence(signed);
        fields.expect(VERSION, VERSION_3);
        fields.enter(Der.INTEGER);
        requireSame(algorithm, fields.raw(Der.SEQUENCE));
        fields.enter(Der.SEQUENCE);
        Der validity = fields.enter(Der.SEQUENCE);
        Instant notBefore = DerTime.read(validity);
        Instant notAfter = DerTime.read(validity);
        validity.requireEnd();
        fields.enter(Der.SEQUENCE);
        byte[] key = fields.raw(Der.SEQUENCE);
        byte[] extension = keyExtension(fields);
        return new CertificateFields(signed, key, algorithm, signature, notBefore, notAfter, extension);
    }

    private static void requireSame(byte[] outer, byte[] inner) throws InvalidDataException {
        if (!Arrays.equals(outer, inner)) {
            throw new InvalidDataException(
                    "the certificate names two signature algorithms: expected the same one twice");
        }
    }

    private static byte @Nullable [] keyExtension(Der fields) throws InvalidDataException {
        if (fields.nextIs(ISSUER_UNIQUE_ID) || fields.nextIs(SUBJECT_UNIQUE_ID)) {
            throw new InvalidDataException("the certificate has an issuerUniqueId or subjectUniqueId: leave it out");
        }
        if (fields.atEnd()) {
            return null;
        }
        Der wrapper = fields.enter(EXTENSIONS);
        fields.requireEnd();
        Der extensions = wrapper.enter(Der.SEQUENCE);
        wrapper.requireEnd();
        Set<String> seen = new HashSet<>();
        byte[] found = null;
        while (!extensions.atEnd()) {
            Der extension = extensions.enter(Der.SEQUENCE);
            byte[] oid = extension.read(Der.OBJECT_IDENTIFIER);
            boolean critical = critical(extension);
            byte[] value = extension.read(Der.OCTET_STRING);
            extension.requireEnd();
            requireNew(seen, oid);
            if (Arrays.equals(oid, KeyExtension.OID)) {
                found = value;
            } else if (critical) {
                throw new InvalidDataException("the certificate has the critical extension with OID "
                        + HexFormat.of().formatHex(oid) + ", which libp2p does not know: mark it not critical");
            }
        }
        return found;
    }

    private static boolean critical(Der extension) throws InvalidDataException {
        if (!extension.nextIs(Der.BOOLEAN)) {
            return false;
        }
        byte[] flag = extension.read(Der.BOOLEAN);
        if (flag.length != 1 || flag[0] != TRUE && flag[0] != FALSE) {
            throw new InvalidDataException("DER: boolean is " + HexFormat.of().formatHex(flag) + ": expected ff or 00");
        }
        return flag[0] == TRUE;
    }

    private static void requireNew(Set<String> seen, byte[] oid) throws InvalidDataException {
        String hex = HexFormat.of().formatHex(oid);
        if (!seen.add(hex)) {
            throw new InvalidDataException("the certificate has the extension with OID " + hex + " twice");
        }
    }
}
