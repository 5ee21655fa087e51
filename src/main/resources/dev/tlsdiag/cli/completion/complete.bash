# Completion of tlsdiag for bash (4.1 or newer), made by 'tlsdiag completion bash'.
# To use it at once:  source <(tlsdiag completion bash)

