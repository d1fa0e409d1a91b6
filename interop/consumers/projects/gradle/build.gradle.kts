plugins {
    java
}

repositories {
    mavenCentral()
}

dependencies {
    implementation(platform("dev.jlibp2p:libp2p-bom:@libp2p@"))
    implementation(platform("org.springframework.boot:spring-boot-dependencies:@boot@"))
    implementation("dev.jlibp2p:libp2p-spring-boot-starter")
}
