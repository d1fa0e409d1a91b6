package dev.jlibp2p.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The classes of this module, without its tests; read once for all rules. */
final class LibraryClasses {
    static final String ROOT = "dev.jlibp2p";
    static final JavaClasses CORE = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private LibraryClasses() {}

    /** The package below the root, such as {@code transport.tcp}; empty for the root itself. */
    static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }

    /** The first part of {@link #packageOf}, such as {@code transport}. */
    static String place(JavaClass type) {
        String name = packageOf(type);
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }
}
