{{/* What the chart tells the node: the first document of its application.yaml. */}}
{{- define "libp2p-node.application" -}}
libp2p:
  data-dir: /var/lib/libp2p
  {{- if ne .Values.identity.mode "persistent" }}
  identity:
    create-if-missing: false
    {{- if eq .Values.identity.mode "secret" }}
    key-file: /etc/libp2p/identity/identity.key
    {{- end }}
  {{- end }}
  {{- with include "libp2p-node.listen" . }}
  listen:
    {{- . | trim | nindent 4 }}
  {{- end }}
  {{- with include "libp2p-node.announce" . }}
  announce:
    {{- . | trim | nindent 4 }}
  {{- end }}
  {{- with .Values.bootstrap.peers }}
  discovery:
    bootstrap:
      peers:
        {{- toYaml . | nindent 8 }}
  {{- end }}
  {{- if ne .Values.admin.security "none" }}
  admin:
    security: {{ .Values.admin.security }}
    token-file: /etc/libp2p/admin/token
    {{- if include "libp2p-node.isAdminOpen" . }}
    allowed-hosts:
      - localhost
      - 127.0.0.1
      - "[::1]"
      - ${POD_IP}
      - ${POD_NAME}.{{ include "libp2p-node.headless" . }}
      - ${POD_NAME}.{{ include "libp2p-node.headless" . }}.{{ .Release.Namespace }}
      - ${POD_NAME}.{{ include "libp2p-node.headless" . }}.{{ .Release.Namespace }}.svc
    {{- end }}
  {{- end }}
server:
  address: {{ if include "libp2p-node.isAdminOpen" . }}0.0.0.0{{ else }}127.0.0.1{{ end }}
  port: 8080
management:
  server:
    address: {{ if include "libp2p-node.isHostNetwork" . }}127.0.0.1{{ else }}0.0.0.0{{ end }}
    port: {{ .Values.management.port }}
  endpoints:
    web:
      exposure:
        include: health, prometheus
spring:
  lifecycle:
    timeout-per-shutdown-phase: 20s
logging:
  structured:
    format:
      console: ecs
{{- end -}}

{{/* Nothing where the node's own default serves: it leaves out a family of addresses the machine does not have. */}}
{{- define "libp2p-node.listen" -}}
{{- if or (ne (int .Values.p2p.tcpPort) 4001) (ne (int .Values.p2p.quicPort) 4001) .Values.p2p.wsPort -}}
{{- range include "libp2p-node.ports" . | fromYamlArray }}
- /ip4/0.0.0.0/{{ .kind }}/{{ .port }}{{ .suffix }}
{{- end }}
{{- end -}}
{{- end -}}

{{/* Where the exposure makes the address known before the pod starts. */}}
{{- define "libp2p-node.announce" -}}
{{- $exposure := .Values.p2p.exposure -}}
{{- if .Values.announce.addresses -}}
{{- toYaml .Values.announce.addresses -}}
{{- else if eq $exposure.type "nodePort" -}}
{{- range include "libp2p-node.ports" . | fromYamlArray }}
{{- if not .suffix | or (eq .kind "udp") }}
- /ip4/${NODE_IP}/{{ .kind }}/{ordinal+{{ $exposure.basePort }}}{{ .suffix }}
{{- end }}
{{- end }}
{{- else if has $exposure.type (list "hostPort" "hostNetwork") -}}
{{- range include "libp2p-node.ports" . | fromYamlArray }}
- /ip4/${NODE_IP}/{{ .kind }}/{{ .port }}{{ .suffix }}
{{- end }}
{{- end -}}
{{- end -}}
