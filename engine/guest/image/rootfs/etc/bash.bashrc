# Every interactive bash.
[ -n "$PS1" ] || return

PS1='\[\e[1;32m\]\u@\h\[\e[0m\]:\[\e[1;34m\]\w\[\e[0m\]\$ '
# Shell integration: the terminal learns the folder (OSC 7), where the prompt is and when a command starts (OSC 133).
PS1='\[\e]7;file://\H$PWD\a\e]133;A\a\]'$PS1'\[\e]133;B\a\]'
PS0='\e]133;C\a'
shopt -s checkwinsize histappend globstar direxpand

# One history for all terminals, written as commands are typed.
HISTCONTROL=ignoreboth HISTSIZE=2000 HISTFILESIZE=2000
PROMPT_COMMAND='history -a'

alias ls='ls --color=auto' ll='ls -l' la='ls -la'
alias ..='cd ..'

for file in /etc/bash_completion.d/*; do
  [ -r "$file" ] && . "$file"
done
unset file
[ -r ~/.bashrc ] && . ~/.bashrc
