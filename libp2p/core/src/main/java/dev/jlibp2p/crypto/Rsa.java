package dev.jlibp2p.crypto;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;

/**
 * RSASSA-PKCS1-v1_5 with SHA-256, by the Java runtime: PKIX public keys, PKCS#1 private keys. The modulus must have
 * {@value #MIN_BITS} to {@value #MAX_BITS} bits and the exponent at most 31, checked before anything is computed with
 * them: a larger key would let a peer burn our processor with one signature.
 */
final class Rsa implements SignatureAlgorithm {
    static final int MIN_BITS = 2048;
    static final int MAX_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 31;

    @Override
    public Verifier verifier(byte[] publicKey) throws InvalidDataException {
        Der info = Der.sequence(publicKey);
        Der algorithm = info.enter(Der.SEQUENCE);
        algorithm.expect(Der.OBJECT_IDENTIFIER, Oid.RSA);
        algorithm.expect(Der.NULL, new byte[0]);
        algorithm.requireEnd();
        Der numbers = Der.sequence(info.bits());
        info.requireEnd();
        BigInteger modulus = modulus(numbers);
        BigInteger exponent = exponent(numbers);
        numbers.requireEnd();
        PublicKey key;
        try {
            key = KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
        } catch (GeneralSecurityException e) {
            throw new InvalidDataException("RSA public key was refused", e);
        }
        return (data, signature) -> verify(key, data, signature);
    }

    @Override
    public Signer signer(byte[] privateKey) throws InvalidDataException {
        RSAPrivateCrtKeySpec spec = spec(privateKey);
        PrivateKey key;
        try {
            key = KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (GeneralSecurityException e) {
            throw new InvalidDataException("RSA private key was refused", e);
        }
        byte[] publicKey = encodePublic(spec.getModulus(), spec.getPublicExponent());
        return new Signer() {
            @Override
            public byte[] sign(byte[] data) {
                return Rsa.sign(key, data);
            }

            @Override
            public byte[] publicKey() {
                return publicKey.clone();
            }
        };
    }

    @Override
    public byte[] generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(MIN_BITS, random);
            return encodePrivate((RSAPrivateCrtKey) generator.generateKeyPair().getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has RSA", e);
        }
    }

    @Override
    public String backEnd() {
        return "Java runtime";
    }

    private static BigInteger modulus(Der numbers) throws InvalidDataException {
        BigInteger modulus = numbers.unsigned(MAX_BITS);
        if (modulus.bitLength() < MIN_BITS || !modulus.testBit(0)) {
            throw new InvalidDataException("RSA modulus of " + modulus.bitLength() + " bits: expected an odd one of "
                    + MIN_BITS + " to " + MAX_BITS);
        }
        return modulus;
    }

    private static BigInteger exponent(Der numbers) throws InvalidDataException {
        BigInteger exponent = numbers.unsigned(MAX_EXPONENT_BITS);
        if (exponent.compareTo(BigInteger.TWO) <= 0 || !exponent.testBit(0)) {
            throw new InvalidDataException("RSA exponent " + exponent + ": expected an odd one of 3 and more");
        }
        return exponent;
    }

    private static RSAPrivateCrtKeySpec spec(byte[] privateKey) throws InvalidDataException {
        Der numbers = Der.sequence(privateKey);
        numbers.expect(Der.INTEGER, new byte[1]);
        BigInteger modulus = modulus(numbers);
        BigInteger exponent = exponent(numbers);
        BigInteger secret = numbers.unsigned(MAX_BITS);
        BigInteger p = numbers.unsigned(MAX_BITS);
        BigInteger q = numbers.unsigned(MAX_BITS);
        BigInteger dp = numbers.unsigned(MAX_BITS);
        BigInteger dq = numbers.unsigned(MAX_BITS);
        BigInteger inverse = numbers.unsigned(MAX_BITS);
        numbers.requireEnd();
        if (!p.multiply(q).equals(modulus)) {
            throw new InvalidDataException("RSA private key holds primes that do not make its modulus");
        }
        return new RSAPrivateCrtKeySpec(modulus, exponent, secret, p, q, dp, dq, inverse);
    }

    private static byte[] encodePublic(BigInteger modulus, BigInteger exponent) {
        byte[] numbers = Der.element(Der.SEQUENCE, Der.integer(modulus), Der.integer(exponent));
        byte[] algorithm = Der.element(
                Der.SEQUENCE, Der.element(Der.OBJECT_IDENTIFIER, Oid.RSA), Der.element(Der.NULL));
        return Der.element(Der.SEQUENCE, algorithm, Der.bitString(numbers));
    }

    private static byte[] encodePrivate(RSAPrivateCrtKey key) {
        return Der.element(
                Der.SEQUENCE,
                Der.integer(BigInteger.ZERO),
                Der.integer(key.getModulus()),
                Der.integer(key.getPublicExponent()),
                Der.integer(key.getPrivateExponent()),
                Der.integer(key.getPrimeP()),
                Der.integer(key.getPrimeQ()),
                Der.integer(key.getPrimeExponentP()),
                Der.integer(key.getPrimeExponentQ()),
                Der.integer(key.getCrtCoefficient()));
    }

    private static byte[] sign(PrivateKey key, byte[] data) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the RSA private key does not sign: its numbers do not fit each other", e);
        }
    }

    private static boolean verify(PublicKey key, byte[] data, byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update(data);
            return signature.verify(bytes);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime does not verify with an RSA key it took", e);
        }
    }
}
