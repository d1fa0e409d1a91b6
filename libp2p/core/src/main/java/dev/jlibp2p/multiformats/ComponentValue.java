package dev.jlibp2p.multiformats;

/** How the value of one protocol is written as text and as bytes. Stateless. */
interface ComponentValue {
    /** The size of a value whose length is written before it. */
    int VARIABLE = -1;

    /** The fixed size in bytes, 0 for none, or {@link #VARIABLE}. */
    int size();

    /** The bytes of a text value; the answer still has to pass {@link #validate}. */
    byte[] encode(String text);

    /** The canonical text of valid bytes. */
    String decode(byte[] bytes);

    /** Refuses bytes that are no value; called with {@link #size} bytes where that is fixed. */
    void validate(byte[] bytes) throws InvalidDataException;

    /** Whether the value takes the rest of the address, slashes included. */
    default boolean takesRest() {
        return false;
    }
}
