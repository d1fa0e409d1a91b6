package dev.jlibp2p.interop;

/** One cell of the matrix. */
record Cell(ForeignLibrary library, Combination combination, Dialer dialer) {

    @Override
    public String toString() {
        String who = dialer == Dialer.WE ? "we dial " + library : library + " dials us";
        return combination + ", " + who;
    }
}
